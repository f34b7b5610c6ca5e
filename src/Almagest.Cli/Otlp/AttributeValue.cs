namespace Almagest.Cli.Otlp;

/// <summary>A value of an attribute: text, integer, double, boolean or a list of texts. No boxing for the first four.</summary>
public readonly struct AttributeValue
{
    readonly object? _reference;
    readonly long _bits;
    readonly byte _field;

    AttributeValue(byte field, long bits, object? reference)
    {
        _field = field;
        _bits = bits;
        _reference = reference;
    }

    public static implicit operator AttributeValue(string value) => new(1, 0, value);
    public static implicit operator AttributeValue(bool value) => new(2, value ? 1 : 0, null);
    public static implicit operator AttributeValue(long value) => new(3, value, null);
    public static implicit operator AttributeValue(int value) => new(3, value, null);
    public static implicit operator AttributeValue(double value) => new(4, BitConverter.DoubleToInt64Bits(value), null);
    public static implicit operator AttributeValue(string[] value) => new(5, 0, value);

    /// <summary>Writes the fields of an AnyValue message.</summary>
    public void WriteTo(ProtoWriter writer)
    {
        switch (_field)
        {
            case 1: writer.Text(1, (string?)_reference ?? ""); break;
            case 2: writer.Varint(2, (ulong)_bits); break;
            case 3: writer.Varint(3, (ulong)_bits); break;
            case 4: writer.Fixed64(4, (ulong)_bits); break;
            case 5: WriteList(writer, (string[]?)_reference ?? []); break;
        }
    }

    /// <summary>The value as text, as a log line shows it.</summary>
    public override string ToString() => _field switch
    {
        1 => (string?)_reference ?? "",
        2 => _bits == 1 ? "true" : "false",
        3 => _bits.ToString(System.Globalization.CultureInfo.InvariantCulture),
        4 => BitConverter.Int64BitsToDouble(_bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
        5 => string.Join(',', (string[]?)_reference ?? []),
        _ => "",
    };

    static void WriteList(ProtoWriter writer, string[] items)
    {
        var list = writer.Begin(5);
        foreach (var item in items)
        {
            var value = writer.Begin(1);
            writer.Text(1, item);
            writer.End(value);
        }
        writer.End(list);
    }
}
