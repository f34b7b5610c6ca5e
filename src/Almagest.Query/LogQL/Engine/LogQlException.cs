namespace Almagest.Query.LogQL.Engine;

/// <summary>A query that cannot be answered: over a limit, or its pipeline failed. The text is Loki's.</summary>
/// <param name="message">The text.</param>
/// <param name="isInternal">Whether Loki calls it a fault of its own, as it does with series that match more than once.</param>
public sealed class LogQlException(string message, bool isInternal = false) : Exception(message)
{
    /// <summary>Whether Loki calls it a fault of its own.</summary>
    public bool IsInternal { get; } = isInternal;
}
