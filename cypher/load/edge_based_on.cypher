// Writes edges BASED_ON: makes those that are not there, and gives all of them these properties (null takes one away).
// One statement for each pair of labels; each takes the rows of its own pair.
// Parameters:
//   rows: a list of maps, each with
//   id                      STRING, different for each edge between the same two nodes; kept as _kg_id
//   source, target          STRING, the ids of the two nodes
//   properties.paper        STRING
//   properties.evidence     LIST OF STRING
//   properties.score        INTEGER
//   properties.papers       INTEGER
//   properties.groups       INTEGER
//   properties.belief       INTEGER
//   properties._kg          BOOLEAN, always true: it marks the edge as one of this graph
// Columns: none.
// Example: :param rows => [{id: '...', source: '...', target: '...', properties: {_kg: true}}]

UNWIND $rows AS row
MATCH (source:Method {id: row.source})
MATCH (target:Method {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Method {id: row.source})
MATCH (target:Dataset {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Method {id: row.source})
MATCH (target:Metric {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Dataset {id: row.source})
MATCH (target:Method {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Dataset {id: row.source})
MATCH (target:Dataset {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Dataset {id: row.source})
MATCH (target:Metric {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Metric {id: row.source})
MATCH (target:Method {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Metric {id: row.source})
MATCH (target:Dataset {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;

UNWIND $rows AS row
MATCH (source:Metric {id: row.source})
MATCH (target:Metric {id: row.target})
MERGE (source)-[edge:BASED_ON {_kg_id: row.id}]->(target)
SET edge += row.properties;
