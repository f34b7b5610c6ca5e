using System.Text;
using Almagest.Server.Ingest.Logs.Levels;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// Runs log records through the pipeline of their tenant. Resource attributes are the labels that stages see, with names as LogQL has them
/// (<c>service_name</c>); labels that stages set become attributes of the record, because the resource is shared. For one request and thread.
/// </summary>
sealed class LogPipelineRun(Pipeline pipeline, AnyValueDecoder values, DecodeContext context)
{
    readonly PipelineEntry _entry = new() { Owner = context.Tenant, Effects = context.LogEffects };
    readonly Dictionary<string, string> _resource = [];
    string _bodyBefore = "";

    /// <summary>The record as it came out.</summary>
    internal PipelineEntry Entry => _entry;

    /// <summary>Whether the body is another than the one that came in: then it is a text.</summary>
    internal bool IsBodyChanged => _entry.Line != _bodyBefore;

    /// <summary>The level a stage set; empty when none did.</summary>
    internal string Level { get; private set; } = "";

    /// <summary>The records that follow are of this resource.</summary>
    /// <exception cref="OtlpFormatException">It is not valid protobuf.</exception>
    internal void Enter(ReadOnlySpan<byte> resource)
    {
        _resource.Clear();
        var attributes = new AttributeFields(resource, 1);
        while (attributes.Next(out var key, out var value))
        {
            values.Decode(value, context.Options.MaxAttributeBytes, out var text);
            _resource[Identifier(Encoding.UTF8.GetString(key))] = Encoding.UTF8.GetString(text);
        }
    }

    /// <summary>Runs a record; false when it was dropped.</summary>
    /// <exception cref="OtlpFormatException">An attribute is not valid protobuf.</exception>
    internal bool Run(ReadOnlySpan<byte> record, ReadOnlySpan<byte> body, long time)
    {
        _entry.Clear();
        (_entry.Line, _entry.Time, _bodyBefore) = (Encoding.UTF8.GetString(body), time, Encoding.UTF8.GetString(body));
        foreach (var (name, value) in _resource)
            _entry.Labels[name] = value;
        ReadAttributes(record);
        pipeline.Run(_entry);
        if (_entry.IsDropped)
            return false;
        Level = _entry.Metadata.Remove(Encoding.UTF8.GetString(LevelFields.Detected), out var level) ? level : "";
        foreach (var (name, value) in _entry.Labels)
        {
            if (_resource.GetValueOrDefault(name) != value)
                _entry.SetMetadata(name, value);
        }

        return true;
    }

    void ReadAttributes(ReadOnlySpan<byte> record)
    {
        var attributes = new AttributeFields(record, 6);
        while (attributes.Next(out var key, out var value))
        {
            var type = values.Decode(value, context.Options.MaxAttributeBytes, out var text);
            var name = Encoding.UTF8.GetString(key);
            _entry.Metadata[name] = Encoding.UTF8.GetString(text);
            _entry.Types[name] = type;
        }
    }

    /// <summary>Type of an attribute as it is now.</summary>
    internal AttributeType TypeOf(string name) => _entry.Types.GetValueOrDefault(name, AttributeType.String);

    static string Identifier(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
