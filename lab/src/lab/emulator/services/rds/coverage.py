"""What the coverage page says about RDS: (service, operation) → (level, note)."""

from __future__ import annotations

EMULATED, APPROXIMATED = "emulated", "approximated"

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("rds", operation): (level, note)
    for operation, level, note in (
        ("CreateGlobalCluster", EMULATED, "empty or around an existing cluster of the same region"),
        ("DescribeGlobalClusters", EMULATED, "filters db-cluster-id and region; no paging"),
        ("ModifyGlobalCluster", APPROXIMATED, "name, deletion protection, major version; members upgrade together"),
        ("DeleteGlobalCluster", EMULATED, "gone at once"),
        (
            "FailoverGlobalCluster",
            APPROXIMATED,
            "states, lag at the moment, fencing, rejoin; wrong-region wording is ours",
        ),
        ("SwitchoverGlobalCluster", APPROXIMATED, "states, refusals; cluster status while it runs is failing-over"),
        ("RemoveFromGlobalCluster", APPROXIMATED, "accepted in any region that is up, by ARN or identifier"),
        ("CreateDBCluster", APPROXIMATED, "joining rules of a global database; versions of aurora-postgresql only"),
        ("ModifyDBCluster", APPROXIMATED, "values are there at once, status modifying for a while"),
        ("DescribeDBClusters", APPROXIMATED, "moto's; a lost key makes a cluster inaccessible at once"),
        ("PromoteReadReplicaDBCluster", APPROXIMATED, "refused for members of a global database; else moto's"),
        ("DescribeOrderableDBInstanceOptions", APPROXIMATED, "aurora-postgresql only, a list of ours"),
        ("DeleteDBCluster", EMULATED, "guards, final snapshot, deleting, automated snapshots go with it"),
        ("StopDBCluster", APPROXIMATED, "stops at once; members of a global database are refused"),
        ("StartDBCluster", APPROXIMATED, "starts at once"),
        (
            "CreateDBInstance",
            APPROXIMATED,
            "Aurora: states, zones, instance classes of a global database; others are moto's",
        ),
        (
            "ModifyDBInstance",
            APPROXIMATED,
            "status modifying for a while; a class without ApplyImmediately is pending until a call applies at once, "
            "other values are there at once",
        ),
        (
            "DeleteDBInstance",
            EMULATED,
            "Aurora: deleting, and the writer's last instance is kept while secondaries live",
        ),
        (
            "CreateDBClusterSnapshot",
            APPROXIMATED,
            "creating with linear progress, then available; holds settings, no data",
        ),
        ("CopyDBClusterSnapshot", APPROXIMATED, "as above; also from another region"),
        ("DescribeDBClusterSnapshots", EMULATED, "moto's, with progress"),
        ("DeleteDBClusterSnapshot", EMULATED, "available manual ones only"),
        ("RestoreDBClusterFromSnapshot", APPROXIMATED, "settings come back, no data"),
        ("RestoreDBClusterToPointInTime", APPROXIMATED, "settings of today come back, whatever the time; no data"),
        ("DescribeDBEngineVersions", APPROXIMATED, "aurora-postgresql only, second-hand list"),
        ("CreateDBSubnetGroup", APPROXIMATED, "moto's, and two zones are required"),
        ("ModifyDBSubnetGroup", APPROXIMATED, "moto's, and two zones are required"),
        ("DeleteDBClusterParameterGroup", EMULATED, "moto's, and refused while a cluster uses it"),
        ("DeleteDBParameterGroup", EMULATED, "moto's, and refused while an instance uses it"),
        ("DescribeCertificates", APPROXIMATED, "names of AWS, dates of one region, no thumbprints"),
        ("DescribeEvents", APPROXIMATED, "moto's, plus failover, switchover and resync of global databases; no paging"),
        ("DescribePendingMaintenanceActions", APPROXIMATED, "nothing is ever pending"),
        ("CreateEventSubscription", APPROXIMATED, "active at once; events of global databases reach the topic"),
        ("DescribeEventSubscriptions", APPROXIMATED, "no paging"),
        ("ModifyEventSubscription", EMULATED, "what is not said stays"),
        ("DeleteEventSubscription", APPROXIMATED, "gone at once"),
        ("AddSourceIdentifierToSubscription", EMULATED, "needs a source type"),
        ("RemoveSourceIdentifierFromSubscription", EMULATED, "refused for one that is not there"),
        ("ListTagsForResource", EMULATED, "also for global clusters"),
        ("AddTagsToResource", EMULATED, "also for global clusters"),
        ("RemoveTagsFromResource", EMULATED, "also for global clusters"),
    )
}
