// Writes edges OF_METHOD: makes those that are not there, and gives all of them these properties (null takes one away).
// Parameters:
//   rows: a list of maps, each with
//   id                      STRING, different for each edge between the same two nodes; kept as _kg_id
//   source, target          STRING, the ids of the two nodes
//   properties.paper        STRING
//   properties.score        INTEGER, 0 to 10000: how surely the result belongs to it
//   properties._kg          BOOLEAN, always true: it marks the edge as one of this graph
// Columns: none.
// Example: :param rows => [{id: '...', source: '...', target: '...', properties: {_kg: true}}]

UNWIND $rows AS row
MATCH (source:Result {id: row.source})
MATCH (target:Method {id: row.target})
MERGE (source)-[edge:OF_METHOD {_kg_id: row.id}]->(target)
SET edge += row.properties;
