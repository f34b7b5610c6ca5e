namespace Almagest.Query.LogQL.Engine;

/// <summary>A query that cannot be answered: over a limit, or its pipeline failed. The text is Loki's.</summary>
public sealed class LogQlException(string message) : Exception(message);
