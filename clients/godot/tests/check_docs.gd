extends "res://tests/test_case.gd"
## Looks through the engine's own documentation of the addon: every public class, method, property, signal, constant and
## enumeration must be described.
##
## [codeblock]
## godot4 --headless --path clients/godot --doctool FOLDER --gdscript-docs res://addons/hubbub
## godot4 --headless --path clients/godot res://tests/main.tscn -- --test=check_docs.gd --docs=FOLDER
## [/codeblock]

const Arguments = preload("res://tests/arguments.gd")

## What can stand in a class, and where its description is: in an element of its own, or as its text.
const WITH_ELEMENT: Array[String] = ["method", "signal"]
const WITH_TEXT: Array[String] = ["member", "constant"]
## The client alone has so many.
const MEMBERS_MIN: int = 60

var _class: String = ""
var _member: String = ""
var _members: int = 0


func run() -> void:
	var folder: String = Arguments.new().one("docs", ".")
	var classes: int = 0
	for file: String in DirAccess.get_files_at(folder):
		# The codec is generated, and documented by its schema.
		if file.get_extension() == "xml" and not file.contains("packets.gd"):
			classes += 1
			_read(folder.path_join(file))
	check("%d classes" % classes, classes >= 10)
	check("%d members" % _members, _members >= MEMBERS_MIN)


func _read(path: String) -> void:
	var xml: XMLParser = XMLParser.new()
	equal("opened", xml.open(path), OK)
	while xml.read() == OK:
		if xml.get_node_type() == XMLParser.NODE_ELEMENT:
			_enter(xml, xml.get_node_name())


func _enter(xml: XMLParser, element: String) -> void:
	if element == "class":
		_class = xml.get_named_attribute_value("name")
		_member = ""
	elif element == "brief_description":
		_expect_text(xml, _class)
	elif element in WITH_ELEMENT:
		_member = xml.get_named_attribute_value("name")
	elif element in WITH_TEXT:
		_member = ""
		_count(xml, xml.get_named_attribute_value("name"))
	elif element == "description" and not _member.is_empty():
		_count(xml, _member)
		_member = ""


func _count(xml: XMLParser, member: String) -> void:
	if member.begins_with("_"):
		return
	_members += 1
	_expect_text(xml, "%s.%s" % [_class, member])


func _expect_text(xml: XMLParser, name: String) -> void:
	var is_text: bool = not xml.is_empty() and xml.read() == OK and xml.get_node_type() == XMLParser.NODE_TEXT
	check("%s has no description" % name, is_text and not xml.get_node_data().strip_edges().is_empty())
