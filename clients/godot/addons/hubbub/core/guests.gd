extends RefCounted
## The guest tokens of servers, kept in [code]user://[/code], so that a guest is the same one next time.

## Where they are kept.
const FILE: String = "user://hubbub_guests.cfg"
## Servers that are remembered; the oldest is forgotten first.
const SERVERS_MAX: int = 64


## The token for this server and profile; empty if there is none.
static func recall(url: String, profile: String) -> String:
	var file: ConfigFile = _load()
	return str(file.get_value(_section(url, profile), "token", ""))


## Keeps a token, or with an empty one forgets it.
static func keep(url: String, profile: String, token: String) -> void:
	var file: ConfigFile = _load()
	var section: String = _section(url, profile)
	if file.has_section(section):
		file.erase_section(section)
	if not token.is_empty():
		file.set_value(section, "token", token)
	while file.get_sections().size() > SERVERS_MAX:
		file.erase_section(file.get_sections()[0])
	if file.save(FILE) != OK:
		push_warning("Hubbub: %s could not be written: this guest will be a stranger next time" % FILE)


## A server is its scheme, host and port; what follows says only where to start.
static func _section(url: String, profile: String) -> String:
	var scheme: int = url.find("://") + 3
	var end: int = url.find("/", scheme)
	return "%s %s" % [url.left(end) if end >= 0 else url.get_slice("?", 0), profile]


static func _load() -> ConfigFile:
	var file: ConfigFile = ConfigFile.new()
	var failed: Error = file.load(FILE)
	if failed != OK and failed != ERR_FILE_NOT_FOUND:
		push_warning("Hubbub: %s could not be read (%s)" % [FILE, error_string(failed)])
	return file
