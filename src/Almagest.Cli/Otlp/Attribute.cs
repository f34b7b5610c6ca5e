namespace Almagest.Cli.Otlp;

/// <summary>A key with its value.</summary>
public readonly record struct Attribute(string Key, AttributeValue Value)
{
    /// <summary>Writes KeyValue messages into the given field.</summary>
    public static void WriteAll(ProtoWriter writer, int field, IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            var pair = writer.Begin(field);
            writer.Text(1, attribute.Key);
            var value = writer.Begin(2);
            attribute.Value.WriteTo(writer);
            writer.End(value);
            writer.End(pair);
        }
    }
}
