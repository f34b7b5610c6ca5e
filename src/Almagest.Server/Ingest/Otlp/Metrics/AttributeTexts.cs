using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>One attribute as labels need it.</summary>
readonly record struct AttributeText(string Key, string Text);

/// <summary>Reads attributes as text. Allocates: for what is remembered per series or resource, not for what comes with every point.</summary>
sealed class AttributeTexts(AnyValueDecoder values, OtlpOptions options)
{
    /// <summary>The attributes in field <paramref name="field"/> of a message, as many and as long as the limits allow.</summary>
    internal List<AttributeText> Read(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new List<AttributeText>();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field && attributes.Count < options.MaxAttributes)
                attributes.Add(ReadPair(reader.Bytes()));
            else
                reader.Skip();
        }

        return attributes;
    }

    /// <summary>
    /// Why the attributes in field <paramref name="field"/> of a data point cannot name a series; null when they can. Those of other records
    /// are cut to the limits, but of a series that would make one of two.
    /// </summary>
    internal string? Fault(ReadOnlySpan<byte> message, int field)
    {
        var count = 0;
        var attributes = new AttributeFields(message, field);
        while (attributes.Next(out var key, out var value))
        {
            values.Decode(value, int.MaxValue, out var text);
            if (++count > options.MaxAttributes)
                return $"a data point has more than {options.MaxAttributes} attributes";
            if (Math.Max(key.Length, text.Length) > options.MaxAttributeBytes)
                return $"an attribute of a data point is {Math.Max(key.Length, text.Length)} bytes long, the limit is {options.MaxAttributeBytes}";
        }

        return null;
    }

    /// <summary>Key and text of a KeyValue.</summary>
    internal AttributeText ReadPair(ReadOnlySpan<byte> pair)
    {
        AttributeDecoder.Split(pair, out var key, out var value);
        values.Decode(value, options.MaxAttributeBytes, out var text);
        return new(Encoding.UTF8.GetString(Utf8Text.Cut(key, options.MaxAttributeBytes)), Encoding.UTF8.GetString(text));
    }
}
