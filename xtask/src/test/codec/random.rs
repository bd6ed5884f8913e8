//! Messages of chance, the same for the same seed.

use protox::{
    prost::Message as _,
    prost_reflect::{Cardinality, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value},
};

/// So deep do messages lie within each other.
const DEEPEST: u32 = 3;
/// Fields from this number on are in no schema here.
const UNKNOWN: u64 = 5_000;
const TEXTS: &[&str] = &["", "a", "Hello, Golang!", "Grüße", "🎉🎉", "\u{feff}bom", "\"q\"\n", "z̷a"];
const NUMBERS: &[u64] =
    &[0, 1, 127, 128, 300, 1 << 31, (1 << 32) - 1, 1 << 32, (1 << 53) + 1, (1 << 63) - 1, 1 << 63, u64::MAX];
const FLOATS: &[f64] = &[0.0, 1.0, -1.0, 0.1, -2.5, 1e-310, f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY];

/// The bytes of a message with fields that are in its schema and others that are not.
pub(super) fn message(descriptor: &MessageDescriptor, seed: u64) -> Vec<u8> {
    let mut luck = Luck(seed);
    let mut bytes = luck.unknown_fields();
    bytes.extend(luck.message(descriptor, 0, true).encode_to_vec());
    bytes.extend(luck.unknown_fields());
    bytes
}

/// The same with a byte changed, or cut off. Without maps, whose entries the encoder puts in no certain order.
pub(super) fn damaged(descriptor: &MessageDescriptor, seed: u64) -> Vec<u8> {
    let mut luck = Luck(seed);
    let mut bytes = luck.message(descriptor, 0, false).encode_to_vec();
    bytes.extend(luck.unknown_fields());
    let at = luck.below(bytes.len() as u64 + 1) as usize;
    match bytes.get_mut(at) {
        Some(byte) if luck.below(2) == 0 => *byte ^= 1 << luck.below(8),
        _ => bytes.truncate(at),
    }
    bytes
}

/// A sequence of numbers that look like chance (splitmix64).
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// Often a number at which something changes.
    fn number(&mut self) -> u64 {
        if self.below(2) == 0 { self.pick(NUMBERS) } else { self.next() >> self.below(64) }
    }

    fn message(&mut self, descriptor: &MessageDescriptor, depth: u32, has_maps: bool) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        for field in descriptor.fields() {
            let is_deep = depth >= DEEPEST && matches!(field.kind(), Kind::Message(_));
            if self.below(4) == 0 && !is_deep && (has_maps || !field.is_map()) {
                let value = self.field(&field, depth, has_maps);
                message.set_field(&field, value);
            }
        }
        message
    }

    fn field(&mut self, field: &FieldDescriptor, depth: u32, has_maps: bool) -> Value {
        let count = self.below(4);
        if let (true, Kind::Message(entry)) = (field.is_map(), field.kind()) {
            let (keys, values) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
            let entries = (0..count).filter_map(|_| {
                let key = key(self.value(&keys, depth, has_maps))?;
                Some((key, self.value(&values, depth, has_maps)))
            });
            return Value::Map(entries.collect());
        }
        match field.cardinality() {
            Cardinality::Repeated => {
                Value::List((0..count).map(|_| self.value(&field.kind(), depth, has_maps)).collect())
            }
            Cardinality::Optional | Cardinality::Required => self.value(&field.kind(), depth, has_maps),
        }
    }

    fn value(&mut self, kind: &Kind, depth: u32, has_maps: bool) -> Value {
        match kind {
            Kind::Double => Value::F64(self.pick(FLOATS)),
            Kind::Float => Value::F32(self.pick(FLOATS) as f32),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(self.number() as i32),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(self.number().cast_signed()),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(self.number() as u32),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(self.number()),
            Kind::Bool => Value::Bool(self.below(2) == 0),
            Kind::String => Value::String(self.pick(TEXTS).repeat(self.below(3) as usize)),
            Kind::Bytes => Value::Bytes((0..self.below(200)).map(|_| self.next() as u8).collect()),
            Kind::Enum(_) => Value::EnumNumber(self.number() as i32),
            Kind::Message(inner) => Value::Message(self.inner(inner, depth + 1, has_maps)),
        }
    }

    /// Messages within others come with unknown fields, too: only what is decoded has some.
    fn inner(&mut self, descriptor: &MessageDescriptor, depth: u32, has_maps: bool) -> DynamicMessage {
        let message = self.message(descriptor, depth, has_maps);
        let bytes = [message.encode_to_vec(), self.unknown_fields()].concat();
        DynamicMessage::decode(descriptor.clone(), bytes.as_slice()).unwrap_or(message)
    }

    /// Up to two fields, of any wire type, that no schema has.
    fn unknown_fields(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..self.below(3) {
            let number = UNKNOWN + self.below(1_000);
            let length = self.below(9) as usize;
            let payload: Vec<u8> = (0..8).map(|_| self.next() as u8).collect();
            match self.below(5) {
                0 => [varint(number << 3), varint(self.number())].iter().for_each(|part| bytes.extend(part)),
                1 => [varint(number << 3 | 1), payload].iter().for_each(|part| bytes.extend(part)),
                2 => {
                    bytes.extend(varint(number << 3 | 2));
                    bytes.extend(varint(length as u64));
                    bytes.extend(payload.get(..length).unwrap_or_default());
                }
                3 => {
                    [varint(number << 3 | 3), vec![8, 1], varint(number << 3 | 4)].iter().for_each(|p| bytes.extend(p))
                }
                _ => [varint(number << 3 | 5), payload[..4].to_vec()].iter().for_each(|part| bytes.extend(part)),
            }
        }
        bytes
    }
}

fn key(value: Value) -> Option<MapKey> {
    match value {
        Value::Bool(key) => Some(MapKey::Bool(key)),
        Value::I32(key) => Some(MapKey::I32(key)),
        Value::I64(key) => Some(MapKey::I64(key)),
        Value::U32(key) => Some(MapKey::U32(key)),
        Value::U64(key) => Some(MapKey::U64(key)),
        Value::String(key) => Some(MapKey::String(key)),
        Value::F32(_)
        | Value::F64(_)
        | Value::Bytes(_)
        | Value::EnumNumber(_)
        | Value::Message(_)
        | Value::List(_)
        | Value::Map(_) => None,
    }
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
