//! `include` and `tpl`: a template, or a text that is one, into the text it writes.

use std::rc::Rc;

use super::fault::Cause;
use super::program;
use super::reflect::Reflected;
use super::run::{Frame, Made, Run, without_no_value};
use super::text::Text;
use super::value::Data;

/// How often Helm lets a template include itself.
const RECURSION: u32 = 1000;

impl Run<'_> {
    /// `include NAME DATA`
    pub(super) fn include(
        &mut self,
        frame: &Frame,
        arguments: &[Reflected],
    ) -> Result<Reflected, Cause> {
        let (name, dot) = named(arguments);
        let name = name.to_str();
        let count = self.included.entry(name.clone().into_owned()).or_default();
        if *count > RECURSION {
            return Err(Cause::Function(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )));
        }
        *count += 1;
        let text = match self.find(&name) {
            None => Err(Cause::NoTemplate(name.clone().into_owned())),
            Some((template, made)) => {
                self.enter(frame).map_err(Cause::Included)?;
                let text = self.template(&template, made.as_ref(), dot).map_err(Cause::Included);
                self.depth -= 1;
                text
            }
        };
        if let Some(count) = self.included.get_mut(name.as_ref()) {
            *count -= 1;
        }
        text.map(|text| Reflected::plain(text.into()))
    }

    /// `tpl TEXT DATA`; what the text defines is known in it alone.
    pub(super) fn made(
        &mut self,
        frame: &Frame,
        arguments: &[Reflected],
    ) -> Result<Reflected, Cause> {
        let (text, dot) = named(arguments);
        if memchr::memmem::find(text.as_bytes(), b"{{").is_none() {
            return Ok(Reflected::plain(without_no_value(&text).into()));
        }
        let layer = match self.parsed.get(text.as_bytes()) {
            Some(layer) => Rc::clone(layer),
            None => {
                let layer = Rc::new(program::layer(&text).map_err(|reason| {
                    let shown = super::print::quote(text.as_bytes());
                    Cause::Function(format!("cannot parse template {shown}: {reason}"))
                })?);
                self.parsed.insert(text.as_bytes().to_vec(), Rc::clone(&layer));
                layer
            }
        };
        let main = std::sync::Arc::clone(&layer.main);
        let made = Rc::new(Made { layer, text, site: frame.place() });
        self.enter(frame).map_err(Cause::Included)?;
        self.layers.push(Rc::clone(&made));
        let written = self.template(&main, Some(&made), dot);
        self.layers.pop();
        self.depth -= 1;
        match written {
            Ok(text) => Ok(Reflected::plain(without_no_value(&text).into())),
            Err(failure) => Err(Cause::Made { text: made.text.to_str().into_owned(), failure }),
        }
    }
}

/// The text and the dot that both functions take.
fn named(arguments: &[Reflected]) -> (Text, Reflected) {
    let text = match arguments.first().map(|text| &text.value.data) {
        Some(Data::Text(text)) => text.clone(),
        _ => Text::default(),
    };
    let dot = arguments.get(1).cloned().unwrap_or_default().inner();
    (text, dot)
}
