//! Makes a [`Schema`] from descriptors, and refuses what no generator here supports.

use std::collections::BTreeMap;

use buffa_descriptor::generated::descriptor::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

use crate::{
    CodegenError, Fault,
    comments::{Comments, path},
    schema::{Enum, EnumRef, EnumValue, Field, Kind, Message, Oneof, Place, Scalar, Schema, Shape, is_packable},
};

impl Schema {
    pub(crate) fn read(files: &[FileDescriptorProto]) -> Result<Self, CodegenError> {
        let types = Types::of(files);
        let mut schema = Self { files: Vec::new(), enums: Vec::new(), messages: Vec::new() };
        for file in files {
            let reader = FileReader { comments: Comments::of(file), types: &types };
            reader.read(file, &mut schema)?;
        }
        Ok(schema)
    }
}

/// Every type by its full name, with the leading dot that references to it have.
#[derive(Default)]
struct Types<'a> {
    messages: BTreeMap<String, &'a DescriptorProto>,
    enums: BTreeMap<String, &'a EnumDescriptorProto>,
}

impl<'a> Types<'a> {
    fn of(files: &'a [FileDescriptorProto]) -> Self {
        let mut types = Self::default();
        for file in files {
            let package = match file.package.as_deref() {
                None | Some("") => String::new(),
                Some(package) => format!(".{package}"),
            };
            types.add_enums(&file.enum_type, &package);
            types.add_messages(&file.message_type, &package);
        }
        types
    }

    fn add_messages(&mut self, messages: &'a [DescriptorProto], scope: &str) {
        for message in messages {
            let full_name = format!("{scope}.{}", message.name.as_deref().unwrap_or_default());
            self.add_enums(&message.enum_type, &full_name);
            self.add_messages(&message.nested_type, &full_name);
            self.messages.insert(full_name, message);
        }
    }

    fn add_enums(&mut self, enums: &'a [EnumDescriptorProto], scope: &str) {
        for declared in enums {
            let full_name = format!("{scope}.{}", declared.name.as_deref().unwrap_or_default());
            self.enums.insert(full_name, declared);
        }
    }
}

struct FileReader<'a> {
    comments: Comments<'a>,
    types: &'a Types<'a>,
}

impl FileReader<'_> {
    fn read(&self, file: &FileDescriptorProto, schema: &mut Schema) -> Result<(), CodegenError> {
        let place = Place {
            file: file.name.clone().unwrap_or_default(),
            line: self.comments.line(&[path::FILE_SYNTAX]).max(1),
            name: file.package.clone().unwrap_or_default(),
        };
        match file.syntax.as_deref() {
            Some("proto3") => {}
            other => return Err(place.refuse(Fault::Syntax(other.unwrap_or("proto2").to_owned()))),
        }
        if !file.extension.is_empty() {
            return Err(place.refuse(Fault::Extension));
        }
        for (declared, at) in file.enum_type.iter().zip(0..) {
            let read = self.enumeration(declared, &place, &[path::FILE_ENUM, at])?;
            schema.enums.push(read);
        }
        for (declared, at) in file.message_type.iter().zip(0..) {
            let read = self.message(declared, &place, &[path::FILE_MESSAGE, at])?;
            schema.messages.push(read);
        }
        schema.files.push(place.file);
        Ok(())
    }

    fn enumeration(&self, declared: &EnumDescriptorProto, outer: &Place, at: &[i32]) -> Result<Enum, CodegenError> {
        let name = named(declared.name.as_deref(), outer)?;
        let place = outer.inside(&name, self.comments.line(at));
        let mut values = Vec::with_capacity(declared.value.len());
        for (value, position) in declared.value.iter().zip(0..) {
            values.push(EnumValue {
                name: named(value.name.as_deref(), &place)?,
                number: value.number.unwrap_or_default(),
                docs: self.comments.at(&[at, &[path::ENUM_VALUE, position]].concat()),
            });
        }
        Ok(Enum { docs: self.comments.at(at), place, name, values })
    }

    fn message(&self, declared: &DescriptorProto, outer: &Place, at: &[i32]) -> Result<Message, CodegenError> {
        let name = named(declared.name.as_deref(), outer)?;
        let place = outer.inside(&name, self.comments.line(at));
        if !declared.extension.is_empty() || !declared.extension_range.is_empty() {
            return Err(place.refuse(Fault::Extension));
        }
        let mut message = Message {
            docs: self.comments.at(at),
            oneofs: self.oneofs(declared, &place, at)?,
            place,
            name,
            enums: Vec::new(),
            messages: Vec::new(),
            fields: Vec::new(),
        };
        for (nested, position) in declared.enum_type.iter().zip(0..) {
            let inner_at = [at, &[path::MESSAGE_ENUM, position]].concat();
            let read = self.enumeration(nested, &message.place, &inner_at)?;
            message.enums.push(read);
        }
        for (nested, position) in declared.nested_type.iter().zip(0..) {
            if !is_map_entry(nested) {
                let inner_at = [at, &[path::MESSAGE_NESTED, position]].concat();
                let read = self.message(nested, &message.place, &inner_at)?;
                message.messages.push(read);
            }
        }
        for (field, position) in declared.field.iter().zip(0..) {
            let inner_at = [at, &[path::MESSAGE_FIELD, position]].concat();
            let read = self.field(field, message.oneofs.len(), &message.place, &inner_at)?;
            message.fields.push(read);
        }
        message.fields.sort_by_key(|field| field.number);
        Ok(message)
    }

    fn field(
        &self,
        declared: &FieldDescriptorProto,
        oneofs: usize,
        outer: &Place,
        at: &[i32],
    ) -> Result<Field, CodegenError> {
        let name = named(declared.name.as_deref(), outer)?;
        let place = outer.inside(&name, self.comments.line(at));
        let number = declared.number.ok_or_else(|| place.refuse(Fault::Incomplete("field number")))?;
        let (shape, kind) = match self.map_entry(declared) {
            Some(entry) => self.map(entry, &place)?,
            None => {
                let kind = self.kind(declared, &place)?;
                (shape(declared, &kind, oneofs, &place)?, kind)
            }
        };
        let (schema_name, json_name) = (name.clone(), declared.json_name.clone().unwrap_or_else(|| name.clone()));
        Ok(Field { docs: self.comments.at(at), name, schema_name, json_name, number, shape, kind })
    }

    fn map_entry(&self, declared: &FieldDescriptorProto) -> Option<&DescriptorProto> {
        let message = self.types.messages.get(declared.type_name.as_deref()?)?;
        is_map_entry(message).then_some(message)
    }

    fn map(&self, entry: &DescriptorProto, place: &Place) -> Result<(Shape, Kind), CodegenError> {
        let [key, value] = entry.field.as_slice() else {
            return Err(place.refuse(Fault::Incomplete("key and value of the map")));
        };
        match self.kind(key, place)? {
            Kind::Scalar(key) => Ok((Shape::Map { key }, self.kind(value, place)?)),
            Kind::Enum(_) | Kind::Message(_) => Err(place.refuse(Fault::Incomplete("scalar key of the map"))),
        }
    }

    fn kind(&self, declared: &FieldDescriptorProto, place: &Place) -> Result<Kind, CodegenError> {
        let scalar = match declared.r#type {
            Some(Type::TYPE_DOUBLE) => Scalar::Double,
            Some(Type::TYPE_FLOAT) => Scalar::Float,
            Some(Type::TYPE_INT64) => Scalar::Int64,
            Some(Type::TYPE_UINT64) => Scalar::Uint64,
            Some(Type::TYPE_INT32) => Scalar::Int32,
            Some(Type::TYPE_FIXED64) => Scalar::Fixed64,
            Some(Type::TYPE_FIXED32) => Scalar::Fixed32,
            Some(Type::TYPE_BOOL) => Scalar::Bool,
            Some(Type::TYPE_STRING) => Scalar::String,
            Some(Type::TYPE_BYTES) => Scalar::Bytes,
            Some(Type::TYPE_UINT32) => Scalar::Uint32,
            Some(Type::TYPE_SFIXED32) => Scalar::Sfixed32,
            Some(Type::TYPE_SFIXED64) => Scalar::Sfixed64,
            Some(Type::TYPE_SINT32) => Scalar::Sint32,
            Some(Type::TYPE_SINT64) => Scalar::Sint64,
            Some(Type::TYPE_GROUP) => return Err(place.refuse(Fault::Group)),
            Some(Type::TYPE_MESSAGE) => return self.message_kind(declared, place),
            Some(Type::TYPE_ENUM) => return self.enum_kind(declared, place),
            None => return Err(place.refuse(Fault::Incomplete("field type"))),
        };
        Ok(Kind::Scalar(scalar))
    }

    fn message_kind(&self, declared: &FieldDescriptorProto, place: &Place) -> Result<Kind, CodegenError> {
        let full_name = declared.type_name.as_deref().unwrap_or_default();
        match self.types.messages.contains_key(full_name) {
            true => Ok(Kind::Message(full_name.trim_start_matches('.').to_owned())),
            false => Err(place.refuse(Fault::UnknownType(full_name.to_owned()))),
        }
    }

    fn enum_kind(&self, declared: &FieldDescriptorProto, place: &Place) -> Result<Kind, CodegenError> {
        let full_name = declared.type_name.as_deref().unwrap_or_default();
        let Some(declared) = self.types.enums.get(full_name) else {
            return Err(place.refuse(Fault::UnknownType(full_name.to_owned())));
        };
        let zero = declared
            .value
            .iter()
            .find(|value| value.number.unwrap_or_default() == 0)
            .and_then(|value| value.name.clone())
            .ok_or_else(|| place.refuse(Fault::Incomplete("value 0 of the enum")))?;
        Ok(Kind::Enum(EnumRef { name: full_name.trim_start_matches('.').to_owned(), zero }))
    }

    /// The oneofs that stand in the schema. Compilers put those that they make up for `optional` last.
    fn oneofs(&self, declared: &DescriptorProto, place: &Place, at: &[i32]) -> Result<Vec<Oneof>, CodegenError> {
        let made_up = |position: i32| {
            let mut fields = declared.field.iter().filter(|field| field.oneof_index == Some(position));
            fields.any(|field| field.proto3_optional.unwrap_or(false))
        };
        let declared = declared.oneof_decl.iter().zip(0..).filter(|(_, position)| !made_up(*position));
        declared
            .map(|(oneof, position)| {
                let docs = self.comments.at(&[at, &[path::MESSAGE_ONEOF, position]].concat());
                Ok(Oneof { name: named(oneof.name.as_deref(), place)?, docs })
            })
            .collect()
    }
}

fn named(name: Option<&str>, outer: &Place) -> Result<String, CodegenError> {
    name.map(str::to_owned).ok_or_else(|| outer.refuse(Fault::Incomplete("name")))
}

fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.map_entry.unwrap_or(false)
}

fn shape(declared: &FieldDescriptorProto, kind: &Kind, oneofs: usize, place: &Place) -> Result<Shape, CodegenError> {
    match declared.label {
        Some(Label::LABEL_REPEATED) => {
            let packed = is_packable(kind) && declared.options.packed.unwrap_or(true);
            return Ok(Shape::Repeated { packed });
        }
        Some(Label::LABEL_REQUIRED) => {
            return Err(place.refuse(Fault::Required));
        }
        Some(Label::LABEL_OPTIONAL) | None => {}
    }
    if declared.proto3_optional.unwrap_or(false) {
        return Ok(Shape::Optional);
    }
    Ok(match (declared.oneof_index, kind) {
        (Some(position), _) => Shape::Oneof(
            usize::try_from(position)
                .ok()
                .filter(|position| *position < oneofs)
                .ok_or_else(|| place.refuse(Fault::Incomplete("oneof of that position")))?,
        ),
        (None, Kind::Message(_)) => Shape::Optional,
        (None, Kind::Scalar(_) | Kind::Enum(_)) => Shape::Implicit,
    })
}
