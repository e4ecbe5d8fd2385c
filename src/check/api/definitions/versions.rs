//! Fields that all versions of a definition have in common.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinitionVersion, JSONSchemaProps,
};

pub(crate) fn schema_of(version: &CustomResourceDefinitionVersion) -> Option<&JSONSchemaProps> {
    version.schema.as_ref()?.open_api_v3_schema.as_ref()
}

/// Whether all versions have the same value, so that the server moves it to the spec.
pub(crate) fn is_common<T: PartialEq>(
    versions: &[CustomResourceDefinitionVersion],
    part: impl Fn(&CustomResourceDefinitionVersion) -> T,
) -> bool {
    versions.windows(2).all(|pair| part(&pair[0]) == part(&pair[1]))
}
