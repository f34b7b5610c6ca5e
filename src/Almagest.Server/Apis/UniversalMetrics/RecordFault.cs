namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>What is wrong with a record.</summary>
/// <param name="field">The field at fault; null when it is the record as a whole.</param>
/// <param name="message">What is wrong with it, continuing a sentence that names it.</param>
sealed class RecordFault(string? field, string message) : Exception(message)
{
    internal string? Field { get; } = field;
}
