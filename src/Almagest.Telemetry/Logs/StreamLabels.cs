using Almagest.Model;

namespace Almagest.Telemetry.Logs;

/// <summary>
/// What of a stored resource is a label of its stream. Protocols with streams store exactly their labels; of OpenTelemetry's resource attributes those
/// are labels that Loki takes by default (https://grafana.com/docs/loki/latest/send-data/otel/), the others are structured metadata of each line.
/// </summary>
static class StreamLabels
{
    internal const string Otlp = "otlp";

    internal const string ServiceName = "service_name";

    internal const string UnknownService = "unknown_service";

    static readonly HashSet<string> Indexed =
    [
        "service.name", "service.namespace", "service.instance.id", "deployment.environment", "deployment.environment.name", "cloud.region",
        "cloud.availability_zone", "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name", "container.name",
        "k8s.replicaset.name", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
    ];

    /// <summary>Attributes that name the service of a resource without a name of its own, in Loki's order; only OpenTelemetry stores such resources without a service.</summary>
    internal static readonly string[] ServiceAttributes = ["container.name", "k8s.container.name", "k8s.job.name"];

    static readonly Dictionary<string, string> Attributes = Indexed.ToDictionary(LabelNamer.Of);

    /// <summary>Attributes of OpenTelemetry by the label that is made of them.</summary>
    internal static IReadOnlyDictionary<string, string> ByLabel => Attributes;

    /// <summary>The attribute of OpenTelemetry that a label is made of; null when there is none.</summary>
    internal static string? AttributeOf(string label) => Attributes.GetValueOrDefault(label);

    /// <summary>The label that an attribute of OpenTelemetry becomes; null when it is metadata.</summary>
    internal static string? LabelOf(string attribute) => Indexed.Contains(attribute) ? LabelNamer.Of(attribute) : null;

    /// <summary>The labels of the stream, and the metadata its lines have in common.</summary>
    internal static (Labels Stream, Labels Metadata) Of(string source, string service, IEnumerable<Label> resource)
    {
        if (source != Otlp)
            return (WithService(resource, service), Labels.Empty);
        var (stream, metadata) = (new List<Label>(), new List<Label>());
        foreach (var (name, value) in resource)
            (Indexed.Contains(name) ? stream : metadata).Add(new Label(LabelNamer.Of(name), value));
        return (WithService(stream, service), Labels.From(metadata));
    }

    static string Discovered(Labels labels) => ServiceAttributes.Select(a => labels[LabelNamer.Of(a)]).FirstOrDefault(static v => v.Length > 0) ?? UnknownService;

    static Labels WithService(IEnumerable<Label> labels, string service)
    {
        var set = Labels.From(labels);
        return set.Has(ServiceName) ? set : Labels.From([.. set, new Label(ServiceName, service is "" or UnknownService ? Discovered(set) : service)]);
    }
}
