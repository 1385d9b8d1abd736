//! An XML answer as a tree, to be changed and written again.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// Deeper than any answer of CloudFormation.
const DEPTH: usize = 64;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// Its text; an element of CloudFormation's has either text or children.
    pub(crate) text: String,
}

impl Element {
    /// An element with children.
    pub(crate) fn new(name: &str, children: Vec<Self>) -> Self {
        Self {
            name: name.to_owned(),
            children,
            ..Self::default()
        }
    }

    /// An element with a text.
    pub(crate) fn text(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            text: text.into(),
            ..Self::default()
        }
    }

    /// Reads a document; `None` if it is no XML, or deeper than any answer.
    pub(crate) fn read(document: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(document).ok()?;
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    if open.len() >= DEPTH {
                        return None;
                    }
                    open.push(Self::opened(&start)?);
                }
                Event::Empty(start) => {
                    let element = Self::opened(&start)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Some(element),
                    }
                }
                Event::End(_) => {
                    let element = open.pop()?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Some(element),
                    }
                }
                Event::Text(content) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&content.decode().ok()?);
                    }
                }
                Event::CData(content) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&content.decode().ok()?);
                    }
                }
                Event::GeneralRef(reference) => {
                    if let Some(element) = open.last_mut() {
                        match reference.resolve_char_ref().ok()? {
                            Some(character) => element.text.push(character),
                            None => element
                                .text
                                .push_str(resolve_predefined_entity(&reference.decode().ok()?)?),
                        }
                    }
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
                Event::Eof => return None,
            }
        }
    }

    fn opened(start: &BytesStart<'_>) -> Option<Self> {
        let mut element = Self::new(std::str::from_utf8(start.name().as_ref()).ok()?, Vec::new());
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            let name = std::str::from_utf8(attribute.key.as_ref()).ok()?.to_owned();
            let value = std::str::from_utf8(&attribute.value).ok()?;
            let value = quick_xml::escape::unescape(value).ok()?.into_owned();
            element.attributes.push((name, value));
        }
        Some(element)
    }

    /// Writes the document.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut writer = Writer::new(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec());
        // Writing to memory does not fail.
        let _ = self.write_to(&mut writer);
        writer.into_inner()
    }

    fn write_to(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name.as_str());
        for (name, value) in &self.attributes {
            start.push_attribute((name.as_str(), value.as_str()));
        }
        if self.children.is_empty() && self.text.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if self.children.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&self.text)))?;
        }
        for child in &self.children {
            child.write_to(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name.as_str())))
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first child of that name, to be changed.
    pub(crate) fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// The text of the first child of that name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    /// Gives the child of that name this text; without a text it goes.
    pub(crate) fn set(&mut self, name: &str, text: Option<&str>) {
        match (self.child_mut(name), text) {
            (Some(child), Some(text)) => text.clone_into(&mut child.text),
            (None, Some(text)) => self.children.push(Self::text(name, text)),
            (Some(_), None) => self.children.retain(|child| child.name != name),
            (None, None) => {}
        }
    }

    /// The first element of that name in the whole tree.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(name))
    }

    /// The same, to be changed.
    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut Self> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter_mut().find_map(|child| child.find_mut(name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in "[ -~é\n]{0,40}", attribute in "[ -~é]{0,20}") {
            let mut element = Element::new("a", vec![Element::text("b", text), Element::new("c", vec![])]);
            element.attributes.push(("xmlns".to_owned(), attribute));
            prop_assert_eq!(Element::read(&element.write()), Some(element));
        }

        #[test]
        fn anything_is_read_without_a_panic(text in "([<>/a&;#!\\[\\]\"= -]|&lt;|CDATA){0,60}") {
            let _ = Element::read(text.as_bytes());
        }
    }

    #[test]
    fn an_answer_is_read_and_written() {
        let document = b"<?xml version='1.0' encoding='utf-8'?>\n<R xmlns=\"u\"><S><Name>a &amp; b&#10;</Name><E /></S></R>";
        let mut tree = Element::read(document).expect("XML");
        assert_eq!(tree.find("S").map(|stack| stack.get("Name")), Some("a & b\n"));
        if let Some(stack) = tree.find_mut("S") {
            stack.set("Name", Some("c<"));
            stack.set("E", None);
        }
        assert_eq!(
            String::from_utf8(tree.write()).expect("UTF-8"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<R xmlns=\"u\"><S><Name>c&lt;</Name></S></R>"
        );
    }
}
