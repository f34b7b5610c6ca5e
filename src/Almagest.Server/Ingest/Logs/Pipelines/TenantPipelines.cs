using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>
/// The pipelines of <c>log_intake.pipeline_file</c>: a YAML list <c>pipelines</c> of <c>{tenant, pipeline_stages}</c>; one without a tenant is for those that
/// have none of their own. Read at start.
/// </summary>
sealed class TenantPipelines
{
    readonly Dictionary<string, Pipeline> _pipelines = [];
    readonly Pipeline? _others;

    /// <exception cref="UserErrorException">The file is wrong.</exception>
    public TenantPipelines(LogIntakeOptions options, PipelineMetrics metrics, TimeProvider time)
    {
        if (options.PipelineFile.Length == 0)
            return;
        var path = Path.GetFullPath(options.PipelineFile);
        var environment = new StageEnvironment(Path.GetDirectoryName(path) ?? "", time, Random.Shared.NextDouble, metrics);
        var list = PipelineReader.Load(path) is YamlMappingNode root && root.Children.TryGetValue(new YamlScalarNode("pipelines"), out var node) ? node as YamlSequenceNode : null;
        foreach (var item in list ?? throw Invalid(path, "expected a list \"pipelines\""))
        {
            var map = item as YamlMappingNode ?? throw Invalid(path, $"line {item.Start.Line}: expected a map with \"tenant\" and \"pipeline_stages\"");
            var stages = Child(map, "pipeline_stages") as YamlSequenceNode
                ?? throw Invalid(path, $"line {item.Start.Line}: expected a list \"pipeline_stages\"");
            var pipeline = PipelineReader.Read(stages, environment);
            if (Child(map, "tenant") is not { } tenant)
                _others = pipeline;
            else if (!_pipelines.TryAdd(new TenantId(tenant.ToString()).Value, pipeline))
                throw Invalid(path, $"tenant \"{tenant}\" has two pipelines");
        }
    }

    /// <summary>The pipeline of a tenant; null when its lines are kept as they come, as our own are unless the file names their tenant.</summary>
    internal Pipeline? Of(TenantId tenant) => _pipelines.GetValueOrDefault(tenant.Value) ?? (tenant == TenantId.System ? null : _others);

    static YamlNode? Child(YamlMappingNode map, string name) => map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    static UserErrorException Invalid(string path, string message) => new(UserErrorKind.Invalid, "invalid_pipeline", $"pipeline file \"{path}\": {message}");
}
