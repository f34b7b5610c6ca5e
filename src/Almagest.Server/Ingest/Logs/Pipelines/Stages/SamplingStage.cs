namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>Keeps a share of the lines, chosen at random: <c>sampling: {rate: 0.1}</c>.</summary>
sealed class SamplingStage(double rate, Func<double> random) : IPipelineStage
{
    internal static SamplingStage Create(StageOptions options) => options.Number("rate") is >= 0 and <= 1 and var rate
        ? new SamplingStage(rate, options.Environment.Random) : throw options.Invalid("\"rate\" is needed, between 0 and 1");

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (random() >= rate)
            entry.Drop();
    }
}
