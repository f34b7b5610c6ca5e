namespace Almagest.Server.Ingest.Influx;

/// <summary>Answers to the statements of a query.</summary>
sealed record InfluxQueryResponse(IReadOnlyList<InfluxResult> Results);

/// <summary>Answer to one statement; no series when it tells nothing.</summary>
sealed record InfluxResult(int StatementId, IReadOnlyList<InfluxResultSeries>? Series);

/// <summary>A table.</summary>
sealed record InfluxResultSeries(string Name, string[] Columns, string[][] Values);

/// <summary>Answer to a verbose ping.</summary>
sealed record InfluxVersionResponse(string Version);
