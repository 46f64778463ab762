// Writes nodes Dataset: makes those that are not there, and gives all of them these properties (null takes one away).
// Parameters:
//   rows: a list of maps, each with
//   id                      STRING
//   properties.id           STRING
//   properties.name         STRING
//   properties.aliases      LIST OF STRING
//   properties.papers       INTEGER
//   properties.groups       INTEGER
//   properties.belief       INTEGER
//   properties.ambiguous    LIST OF STRING
//   properties._kg          BOOLEAN, always true: it marks the node as one of this graph
// Columns: none.
// Example: :param rows => [{id: '...', properties: {id: '...', _kg: true}}]

UNWIND $rows AS row
MERGE (node:Dataset {id: row.id})
SET node += row.properties;
