using System.Text;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>What a field of a document is to the vault.</summary>
enum FieldRole
{
    /// <summary>An attribute of the line, as most are.</summary>
    Attribute,

    /// <summary>The time.</summary>
    Time,

    /// <summary>The line.</summary>
    Body,

    /// <summary>A label of the stream: few values, many lines each.</summary>
    Label,
}

/// <summary>
/// The fields that mean something in documents of Filebeat (Elastic Common Schema), Fluent Bit, Vector and Logstash, by their dotted names;
/// the first that is there wins.
/// </summary>
static class DocumentFields
{
    static readonly (byte[] Name, FieldRole Role, byte[] Label)[] Table =
    [
        Time("@timestamp"), Time("timestamp"), Time("_time"), Time("time"), Time("ts"), Time("date"),
        Body("message"), Body("log"), Body("msg"), Body("body"), Body("line"), Body("_msg"), Body("event.original"), Body("MESSAGE"),
        Label("service.name", "service_name"), Label("service_name"), Label("service"), Label("app"), Label("application"), Label("kubernetes.labels.app", "app"), Label("job"),
        Label("service.environment", "environment"), Label("environment"), Label("env"),
        Label("host.name", "host"), Label("host.hostname", "host"), Label("hostname", "host"), Label("host"),
        Label("kubernetes.namespace", "namespace"), Label("kubernetes.namespace_name", "namespace"), Label("namespace"),
        Label("kubernetes.pod.name", "pod"), Label("kubernetes.pod_name", "pod"), Label("pod"),
        Label("kubernetes.container.name", "container"), Label("kubernetes.container_name", "container"), Label("container.name", "container"), Label("container"),
        Label("data_stream.dataset", "dataset"),
    ];

    // Hot path: per field.
    /// <summary>What a field is.</summary>
    /// <param name="name">Its dotted name.</param>
    /// <param name="rank">Its place among those of its role: the lowest wins.</param>
    /// <param name="label">The label it becomes.</param>
    internal static FieldRole RoleOf(ReadOnlySpan<byte> name, out int rank, out ReadOnlySpan<byte> label)
    {
        for (rank = 0; rank < Table.Length; rank++)
        {
            var entry = Table[rank];
            if (entry.Name.Length != name.Length || !name.SequenceEqual(entry.Name))
                continue;
            label = entry.Label;
            return entry.Role;
        }

        label = default;
        return FieldRole.Attribute;
    }

    static (byte[], FieldRole, byte[]) Time(string name) => (Encoding.UTF8.GetBytes(name), FieldRole.Time, []);

    static (byte[], FieldRole, byte[]) Body(string name) => (Encoding.UTF8.GetBytes(name), FieldRole.Body, []);

    static (byte[], FieldRole, byte[]) Label(string name, string? label = null) => (Encoding.UTF8.GetBytes(name), FieldRole.Label, Encoding.UTF8.GetBytes(label ?? name));
}
