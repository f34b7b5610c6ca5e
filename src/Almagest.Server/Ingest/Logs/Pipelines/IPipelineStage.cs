namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>One step of a pipeline. Implementations are used by many threads at once and MUST NOT throw on any line: what a stage cannot do it leaves.</summary>
interface IPipelineStage
{
    /// <summary>Changes a line, or drops it.</summary>
    void Process(PipelineEntry entry);
}
