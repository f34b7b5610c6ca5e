using Almagest.Server.Ingest.Logs.Pipelines.Effects;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>What stages need from outside.</summary>
/// <param name="Folder">Where relative names of files start.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Numbers from 0 to 1, for sampling.</param>
/// <param name="Metrics">The metrics that lines count in.</param>
sealed record StageEnvironment(string Folder, TimeProvider Time, Func<double> Random, PipelineMetrics Metrics);
