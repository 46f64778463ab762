// Writes nodes Result: makes those that are not there, and gives all of them these properties (null takes one away).
// Parameters:
//   rows: a list of maps, each with
//   id                      STRING
//   properties.id           STRING
//   properties.value        FLOAT
//   properties.text         STRING
//   properties.unit         STRING
//   properties.kind         STRING
//   properties.approximate  BOOLEAN
//   properties.bound        STRING
//   properties._kg          BOOLEAN, always true: it marks the node as one of this graph
// Columns: none.
// Example: :param rows => [{id: '...', properties: {id: '...', _kg: true}}]

UNWIND $rows AS row
MERGE (node:Result {id: row.id})
SET node += row.properties;
