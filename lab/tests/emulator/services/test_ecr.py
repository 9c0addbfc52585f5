"""ECR is moto's own: here stands what a caller may rely on when it asks whether an image is there."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

MANIFEST = '{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": []}'


@pytest.fixture
def registry(emulator: Any) -> Any:
    client = emulator.client("ecr", "us-west-2")
    client.create_repository(repositoryName="app/web")
    client.put_image(repositoryName="app/web", imageTag="1.0.0", imageManifest=MANIFEST)
    return client


def test_an_image_is_found_by_its_tag_and_by_its_digest(registry: Any) -> None:
    (image,) = registry.describe_images(repositoryName="app/web", imageIds=[{"imageTag": "1.0.0"}])["imageDetails"]
    assert image["imageTags"] == ["1.0.0"]
    by_digest = [{"imageDigest": image["imageDigest"]}]
    answer = registry.batch_get_image(repositoryName="app/web", imageIds=by_digest)
    assert answer["images"][0]["imageId"]["imageDigest"] == image["imageDigest"]
    assert answer["failures"] == []


def test_an_image_that_is_not_there_is_told(registry: Any, emulator: Any) -> None:
    missing = [{"imageTag": "2.0.0"}]
    with pytest.raises(ClientError, match="ImageNotFoundException"):
        registry.describe_images(repositoryName="app/web", imageIds=missing)
    (failure,) = registry.batch_get_image(repositoryName="app/web", imageIds=missing)["failures"]
    assert failure["failureCode"] == "ImageNotFound"
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        registry.describe_images(repositoryName="app/other", imageIds=missing)
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        emulator.client("ecr").describe_images(repositoryName="app/web")
