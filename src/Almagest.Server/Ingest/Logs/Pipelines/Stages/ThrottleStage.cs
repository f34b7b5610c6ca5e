using Almagest.Server.Ingest.Logs.Pipelines.Effects;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>The stage <c>limit</c> without <c>drop</c>: no line is lost, their sender waits or is told to come again.</summary>
sealed class ThrottleStage(LineThrottle throttle) : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry) => entry.Effects.Throttle(throttle);
}
