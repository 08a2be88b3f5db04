//! `/docs`: the contract of `openapi.json` as a page, without a script and without a foreign host.

use askama::Template;
use serde_json::{Map, Value};

use crate::web::pages::Frame;
use crate::web::problem::Kind;
use crate::web::words::Lang;

/// Methods in the order they are listed under an address.
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

#[derive(Template)]
#[template(path = "public/docs.html", config = "src/web/askama.toml")]
struct Docs {
    frame: Frame,
    title: String,
    version: String,
    about: Prose,
    groups: Vec<Group>,
    schemas: Vec<SchemaView>,
    problems: Vec<ProblemKind>,
}

/// Paragraphs of words and code, as descriptions are written.
type Prose = Vec<Vec<(bool, String)>>;

struct Group {
    id: String,
    name: String,
    about: Prose,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    about: Prose,
    parameters: Vec<Field>,
    body: Option<Body>,
    replies: Vec<Reply>,
}

struct Field {
    name: String,
    place: String,
    required: bool,
    kind: TypeView,
    about: Prose,
}

#[derive(Default)]
struct TypeView {
    text: String,
    /// Name of a schema of this document.
    link: Option<String>,
}

struct Body {
    media: String,
    kind: TypeView,
    example: Option<String>,
}

struct Reply {
    status: String,
    about: Prose,
    bodies: Vec<Body>,
}

struct SchemaView {
    name: String,
    about: Prose,
    kind: TypeView,
    fields: Vec<Field>,
    values: String,
}

struct ProblemKind {
    slug: &'static str,
    status: u16,
    title: String,
    advice: String,
}

/// The page of an `openapi.json`, version 3.1. What the document does not say is left out; nothing in it can fail.
pub fn draw(openapi: &Value, lang: Lang) -> String {
    let reader = Reader { openapi };
    let mut frame = Frame::new(lang, lang.say("docs-title"));
    frame.listed = true;
    let info = &openapi["info"];
    let page = Docs {
        title: text(&info["title"]),
        version: text(&info["version"]),
        about: prose(&info["description"]),
        groups: reader.groups(&lang.say("docs-others")),
        schemas: reader.schemas(),
        problems: Kind::ALL
            .iter()
            .map(|kind| ProblemKind {
                slug: kind.slug(),
                status: kind.status().as_u16(),
                title: kind.title(lang),
                advice: kind.advice(lang),
            })
            .collect(),
        frame,
    };
    page.render().unwrap_or_default()
}

struct Reader<'a> {
    openapi: &'a Value,
}

impl Reader<'_> {
    /// Operations by their first tag, tags in the order of the document.
    fn groups(&self, others: &str) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for tag in items(&self.openapi["tags"]) {
            groups.push(Group {
                id: anchor("group", &text(&tag["name"])),
                name: text(&tag["name"]),
                about: prose(&tag["description"]),
                operations: Vec::new(),
            });
        }
        for (path, operations) in entries(&self.openapi["paths"]) {
            for method in METHODS {
                let Some(operation) = operations.get(method) else {
                    continue;
                };
                let tag = operation["tags"][0].as_str().unwrap_or(others);
                let drawn = self.operation(path, method, operation, &operations["parameters"]);
                if let Some(group) = groups.iter_mut().find(|g| g.name == tag) {
                    group.operations.push(drawn);
                } else {
                    groups.push(Group {
                        id: anchor("group", tag),
                        name: tag.to_owned(),
                        about: Vec::new(),
                        operations: vec![drawn],
                    });
                }
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        groups
    }

    fn operation(&self, path: &str, method: &str, operation: &Value, shared: &Value) -> Operation {
        let parameters = items(shared).chain(items(&operation["parameters"]));
        let body = self.resolve(&operation["requestBody"]);
        Operation {
            id: anchor(method, path),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            about: prose(&operation["description"]),
            parameters: parameters
                .map(|p| self.resolve(p))
                .map(|p| Field {
                    name: text(&p["name"]),
                    place: text(&p["in"]),
                    required: p["required"] == true,
                    kind: type_of(&p["schema"]),
                    about: prose(&p["description"]),
                })
                .collect(),
            body: bodies(body).into_iter().next(),
            replies: entries(&operation["responses"])
                .map(|(status, reply)| {
                    let reply = self.resolve(reply);
                    Reply {
                        status: status.clone(),
                        about: prose(&reply["description"]),
                        bodies: bodies(reply),
                    }
                })
                .collect(),
        }
    }

    fn schemas(&self) -> Vec<SchemaView> {
        let all = entries(&self.openapi["components"]["schemas"]);
        all.map(|(name, schema)| {
            let required: Vec<_> = items(&schema["required"]).map(text).collect();
            let values: Vec<_> = items(&schema["enum"]).map(ToString::to_string).collect();
            SchemaView {
                name: name.clone(),
                about: prose(&schema["description"]),
                kind: type_of(schema),
                fields: properties(schema)
                    .map(|(field, inner)| Field {
                        name: field.clone(),
                        place: String::new(),
                        required: required.contains(field),
                        kind: type_of(inner),
                        about: prose(&inner["description"]),
                    })
                    .collect(),
                values: values.join(" · "),
            }
        })
        .collect()
    }

    /// Follows one local reference.
    fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        value["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(|pointer| self.openapi.pointer(pointer))
            .unwrap_or(value)
    }
}

/// Properties of a schema, those of its parts included.
fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let parts = items(&schema["allOf"]);
    let own = entries(&schema["properties"]);
    own.chain(parts.flat_map(|part| entries(&part["properties"])))
}

fn bodies(message: &Value) -> Vec<Body> {
    entries(&message["content"])
        .map(|(media, content)| {
            let named = entries(&content["examples"]).next();
            let example = [
                Some(&content["example"]),
                named.map(|(_, e)| &e["value"]),
                Some(&content["schema"]["example"]),
                Some(&content["schema"]["examples"][0]),
            ];
            let example = example.into_iter().flatten().find(|e| !e.is_null());
            Body {
                media: media.clone(),
                kind: type_of(&content["schema"]),
                example: example.map(|e| match e {
                    Value::String(raw) => raw.clone(),
                    other => serde_json::to_string_pretty(other).unwrap_or_default(),
                }),
            }
        })
        .collect()
}

/// A schema in a few words: `string (uuid)`, `array of PlaceLine`, `A or B`.
fn type_of(schema: &Value) -> TypeView {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        return TypeView {
            text: name.clone(),
            link: Some(anchor("schema", &name)),
        };
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let parts: Vec<_> = items(&schema[choice]).map(type_of).collect();
        if parts.is_empty() {
            continue;
        }
        let glue = if choice == "allOf" { " + " } else { " or " };
        let names: Vec<_> = parts.iter().map(|p| p.text.as_str()).collect();
        return TypeView {
            text: names.join(glue),
            link: parts.into_iter().find_map(|p| p.link),
        };
    }
    let kinds: Vec<_> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let mut said = kinds.join(" or ");
    if kinds.iter().any(|kind| kind == "array") {
        let item = type_of(&schema["items"]);
        return TypeView {
            text: format!("{said} of {}", item.text),
            link: item.link,
        };
    }
    if let Some(format) = schema["format"].as_str() {
        said = format!("{said} ({format})");
    }
    let values: Vec<_> = items(&schema["enum"]).map(ToString::to_string).collect();
    if !values.is_empty() {
        said = values.join(" · ");
    }
    TypeView {
        text: said,
        link: None,
    }
}

/// Splits a description into paragraphs, and these into words and `code`.
fn prose(value: &Value) -> Prose {
    let paragraphs = value.as_str().unwrap_or_default().split("\n\n");
    paragraphs
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let pieces = paragraph.split('`').enumerate();
            pieces
                .map(|(i, piece)| (i % 2 == 1, piece.to_owned()))
                .collect()
        })
        .collect()
}

fn anchor(kind: &str, name: &str) -> String {
    let mut id = kind.to_owned();
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => id.push(c),
            _ if id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    if kind == "schema" {
        id = format!("schema-{name}");
    }
    id
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
