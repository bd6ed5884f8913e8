class_name HubbubView
extends RefCounted
## What a game or another service behind the server shows, in a realm or to this player alone: see
## [signal HubbubClient.view].

## The realm's name; empty if it is for this conn alone.
var realm: String
## Which of the game's views it is, [code]snapshot[/code] for example.
var kind: String
## Text, in the game's form; mostly JSON.
var text: String
## Bytes, in the game's form.
var body: PackedByteArray
## Its place in the realm's stream, one more than that of the view before; 0 outside of a stream.
var offset: int


## The JSON object that [member text] holds, whole numbers as ints.
func data() -> Dictionary:
	return HubbubJson.object(text)
