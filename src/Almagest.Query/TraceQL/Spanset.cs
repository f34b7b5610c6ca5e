using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>Spans of one trace that a query found together.</summary>
/// <param name="Nodes">The spans, in the order of the trace.</param>
/// <param name="Attributes">What the set has in common: values it was grouped by and numbers computed over it.</param>
public sealed record Spanset(IReadOnlyList<TraceNode> Nodes, IReadOnlyList<KeyValuePair<string, TqValue>> Attributes);
