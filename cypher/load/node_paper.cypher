// Writes nodes Paper: makes those that are not there, and gives all of them these properties (null takes one away).
// Parameters:
//   rows: a list of maps, each with
//   id                      STRING
//   properties.id           STRING
//   properties.ids          LIST OF STRING
//   properties.title        STRING
//   properties.abstract     STRING
//   properties.date         STRING
//   properties.year         INTEGER
//   properties.venue        STRING
//   properties.url          STRING
//   properties.votes        INTEGER
//   properties.sources      LIST OF STRING
//   properties._kg          BOOLEAN, always true: it marks the node as one of this graph
// Columns: none.
// Example: :param rows => [{id: '...', properties: {id: '...', _kg: true}}]

UNWIND $rows AS row
MERGE (node:Paper {id: row.id})
SET node += row.properties;
