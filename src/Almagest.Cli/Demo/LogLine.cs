using System.Text;
using System.Text.Json;
using Almagest.Cli.Otlp;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Cli.Demo;

/// <summary>Formats log lines the way services in different languages do.</summary>
static class LogLine
{
    internal static Action Write(Call call, Severity severity, string message, Attribute[] fields)
    {
        var item = New(call.Pod, call.Now, severity, message, fields) with { TraceId = call.Span.TraceId, SpanId = call.Span.SpanId };
        return () => call.Pod.Logs.Add(item);
    }

    internal static LogItem New(Pod pod, ulong time, Severity severity, string message, Attribute[] fields)
    {
        var level = severity.ToString().ToUpperInvariant();
        var body = pod.Service.Logs switch
        {
            LogStyle.Json => Json(level, message, fields),
            LogStyle.Logfmt => $"level={level.ToLowerInvariant()} msg=\"{message}\"{Pairs(fields)}",
            LogStyle.Plain => $"{level,-5} [{pod.Service.Name}-worker-{time % 8}] {message}{Pairs(fields)}",
            _ => throw new InvalidOperationException($"unknown log style \"{pod.Service.Logs}\""),
        };
        return new(time, severity, level, body) { Attributes = fields };
    }

    static string Json(string level, string message, Attribute[] fields)
    {
        var line = new StringBuilder("{\"level\":\"").Append(level.ToLowerInvariant()).Append("\",\"msg\":\"")
            .Append(JsonEncodedText.Encode(message).Value).Append('"');
        foreach (var field in fields)
            line.Append(",\"").Append(field.Key).Append("\":\"").Append(JsonEncodedText.Encode(field.Value.ToString()).Value).Append('"');
        return line.Append('}').ToString();
    }

    static string Pairs(Attribute[] fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields) text.Append(' ').Append(field.Key).Append('=').Append(field.Value.ToString());
        return text.ToString();
    }
}
