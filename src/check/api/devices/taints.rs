//! What keeps claims away from devices, and what lets them stay: `validateDeviceTaint` and
//! `validateDeviceToleration` of the resource validation.

use k8s_openapi::api::resource::v1::{DeviceTaint, DeviceToleration};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

const EFFECTS: [&str; 3] = ["NoExecute", "NoSchedule", "None"];

impl Validate for DeviceTaint {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.syntax(at.field("key"), &self.key, names::label_key);
        faults.syntax(at.field("value"), self.value.or_empty(), names::label_value);
        if faults.filled(at.field("effect"), &self.effect) {
            faults.one_of(at.field("effect"), &self.effect, &EFFECTS);
        }
    }
}

/// `Equal` is meant unless another operator is given.
impl Validate for DeviceToleration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (key, value) = (self.key.or_empty(), self.value.or_empty());
        if !key.is_empty() {
            faults.syntax(at.field("key"), key, names::label_key);
        }
        match self.operator.or_empty() {
            "" | "Equal" => {
                faults.syntax(at.field("value"), value, names::label_value);
            }
            "Exists" if !value.is_empty() => {
                faults.invalid(at.field("value"), "`Exists` goes with no `value`");
            }
            word => {
                faults.one_of(at.field("operator"), word, &["Equal", "Exists"]);
            }
        }
        let effect = self.effect.or_empty();
        if !effect.is_empty() {
            faults.one_of(at.field("effect"), effect, &EFFECTS);
        }
    }
}
