//! What keeps claims away from devices, and what lets them stay: `validateDeviceTaint` and
//! `validateDeviceToleration` of the resource validation.

use k8s_openapi::api::resource::v1::{DeviceTaint, DeviceToleration};

use super::words::{given, one_of, text};
use super::{Faults, Path, Validate, names};

const EFFECTS: [&str; 3] = ["NoExecute", "NoSchedule", "None"];

impl Validate for DeviceTaint {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        faults.syntax(at.field("key"), &self.key, names::label_key);
        faults.syntax(at.field("value"), text(self.value.as_ref()), names::label_value);
        if given(&self.effect, at.field("effect"), faults) {
            one_of(&self.effect, &EFFECTS, at.field("effect"), faults);
        }
    }
}

/// `Equal` is meant unless another operator is given.
impl Validate for DeviceToleration {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let (key, value) = (text(self.key.as_ref()), text(self.value.as_ref()));
        if !key.is_empty() {
            faults.syntax(at.field("key"), key, names::label_key);
        }
        match text(self.operator.as_ref()) {
            "" | "Equal" => {
                faults.syntax(at.field("value"), value, names::label_value);
            }
            "Exists" if !value.is_empty() => {
                faults.invalid(at.field("value"), "`Exists` goes with no `value`");
            }
            word => {
                one_of(word, &["Equal", "Exists"], at.field("operator"), faults);
            }
        }
        let effect = text(self.effect.as_ref());
        if !effect.is_empty() {
            one_of(effect, &EFFECTS, at.field("effect"), faults);
        }
    }
}
