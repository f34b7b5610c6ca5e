namespace Almagest.Server.Ingest.Logs.Pipelines.Effects;

/// <summary>What one line does to a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Amount">What is added to a counter or gauge, or observed by a histogram.</param>
/// <param name="IsSet">Whether a gauge takes the amount as its value.</param>
readonly record struct PipelineMeasurement(PipelineSeries Series, double Amount, bool IsSet = false);
