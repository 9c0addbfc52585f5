//go:build tools

// Package cli pins the Pulumi CLI that the lab builds where the machine has none: this import is what go.mod and
// go.sum are resolved for. Nothing is compiled from this file.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
