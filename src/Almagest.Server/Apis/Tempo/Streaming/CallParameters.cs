using System.Globalization;
using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Almagest.Server.Apis.Tempo.Streaming;

/// <summary>Reads the request of a call into the parameters the HTTP API takes. What is empty or zero was left out.</summary>
static class CallParameters
{
    /// <summary>A field of a request: its number, the parameter it is, and the unit of a duration.</summary>
    internal readonly record struct Field(int Number, string Parameter, string Unit = "");

    /// <summary>SearchRequest.</summary>
    internal static readonly Field[] Search =
        [new(1, "tags"), new(2, "minDuration", "ms"), new(3, "maxDuration", "ms"), new(4, "limit"), new(5, "start"), new(6, "end"), new(8, "q"), new(9, "spss")];

    /// <summary>SearchTagsRequest.</summary>
    internal static readonly Field[] Tags = [new(1, "scope"), new(2, "q"), new(3, "start"), new(4, "end"), new(5, "limit")];

    /// <summary>SearchTagValuesRequest.</summary>
    internal static readonly Field[] TagValues = [new(1, "tag"), new(2, "q"), new(4, "start"), new(5, "end"), new(6, "limit")];

    /// <summary>QueryRangeRequest.</summary>
    internal static readonly Field[] Series = [new(1, "q"), new(2, "start"), new(3, "end"), new(4, "step", "ns"), new(16, "exemplars")];

    /// <summary>QueryInstantRequest.</summary>
    internal static readonly Field[] Instant = [new(1, "q"), new(2, "start"), new(3, "end")];

    /// <exception cref="OtlpFormatException">It is no protobuf of this shape.</exception>
    internal static IQueryCollection Read(ReadOnlySpan<byte> message, Field[] fields)
    {
        var parameters = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            var number = reader.Field;
            var field = Array.Find(fields, f => f.Number == number);
            if (field.Parameter is null)
                reader.Skip();
            else if (field.Parameter == "tags")
                parameters["tags"] = $"{parameters.GetValueOrDefault("tags")} {Tag(reader.Bytes())}".TrimStart();
            else if (reader.IsPacked)
                Set(parameters, field.Parameter, Encoding.UTF8.GetString(reader.Bytes()));
            else if (reader.UInt64() is > 0 and var value)
                parameters[field.Parameter] = value.ToString(CultureInfo.InvariantCulture) + field.Unit;
        }

        return new QueryCollection(parameters);
    }

    static void Set(Dictionary<string, StringValues> parameters, string name, string text)
    {
        if (text.Length > 0)
            parameters[name] = text;
    }

    // An entry of a map, as logfmt.
    static string Tag(ReadOnlySpan<byte> entry)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = Encoding.UTF8.GetString(reader.Bytes());
            else if (reader.Field == 2)
                value = Encoding.UTF8.GetString(reader.Bytes());
            else
                reader.Skip();
        }

        return $"{key}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
