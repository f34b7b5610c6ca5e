using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>The types of fixed width: how wide each is stored and what its values mean.</summary>
static class ScalarTypes
{
    static readonly DateOnly Epoch = new(1970, 1, 1);

    static readonly FrozenDictionary<string, Func<ColumnType, ScalarType>> Types = new (string Name, Func<ColumnType, ScalarType> Make)[]
    {
        ("UInt8", static _ => Stored<byte>(static v => v)),
        ("UInt16", static _ => Stored<ushort>(static v => v)),
        ("UInt32", static _ => Stored<uint>(static v => v)),
        ("UInt64", static _ => Stored<ulong>(static v => v)),
        ("UInt128", static _ => Stored<UInt128>(static v => v)),
        ("UInt256", static _ => new BytesType(32, static v => new BigInteger(v, isUnsigned: true))),
        ("Int8", static _ => Stored<sbyte>(static v => v)),
        ("Int16", static _ => Stored<short>(static v => v)),
        ("Int32", static _ => Stored<int>(static v => v)),
        ("Int64", static _ => Stored<long>(static v => v)),
        ("Int128", static _ => Stored<Int128>(static v => v)),
        ("Int256", static _ => new BytesType(32, static v => new BigInteger(v))),
        ("Float32", static _ => Stored<float>(static v => v)),
        ("Float64", static _ => Stored<double>(static v => v)),
        ("BFloat16", static _ => Stored<ushort>(static v => BitConverter.UInt32BitsToSingle((uint)v << 16))),
        ("Bool", static _ => Stored<byte>(static v => v != 0)),
        ("Date", static _ => Stored<ushort>(static v => Epoch.AddDays(v))),
        ("Date32", static _ => Stored<int>(static v => Day(v))),
        ("DateTime", static _ => Stored<uint>(static v => DateTimeOffset.FromUnixTimeSeconds(v))),
        ("DateTime64", Moments),
        ("Time", static _ => Stored<int>(static v => TimeSpan.FromSeconds(v))),
        ("Time64", static _ => Stored<long>(static v => v)),
        ("Enum8", static type => Members(type) is var names ? Stored<sbyte>(v => names.GetValueOrDefault(v, Number(v))) : throw Unsupported(type)),
        ("Enum16", static type => Members(type) is var names ? Stored<short>(v => names.GetValueOrDefault(v, Number(v))) : throw Unsupported(type)),
        ("UUID", static _ => new UuidType()),
        ("IPv4", static _ => Stored<uint>(static v => new IPAddress(BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(v) : v))),
        ("IPv6", static _ => new BytesType(16, static v => new IPAddress(v))),
        ("FixedString", static type => new BytesType(type.Number() is > 0 and var width ? width : throw Unsupported(type), static v => v.ToArray())),
        ("Decimal", Decimals),
        ("Nothing", static _ => Stored<byte>(static _ => DBNull.Value)),
        ("Tuple", static _ => Stored<byte>(static _ => Array.Empty<object?>())),
    }.ToFrozenDictionary(static t => t.Name, static t => t.Make, StringComparer.Ordinal);

    /// <summary>How a type is stored.</summary>
    /// <exception cref="FormatException">It is none of the types read here.</exception>
    public static ScalarType Of(ColumnType type)
    {
        if (Types.TryGetValue(type.Name, out var make))
            return make(type);
        return type.Name.StartsWith("Interval", StringComparison.Ordinal) ? Stored<long>(static v => v) : throw Unsupported(type);
    }

    static FixedType<T> Stored<T>(Func<T, object> toObject) where T : unmanaged => new(toObject);

    static FormatException Unsupported(ColumnType type) =>
        new($"type \"{(type.Text.Length > 200 ? type.Text[..200] : type.Text)}\" cannot be read; cast the column to another type in the statement, for instance with toString()");

    static object Day(int days) => days is >= -719162 and <= 2932896 ? Epoch.AddDays(days) : days;

    static FixedType<long> Moments(ColumnType type)
    {
        var digits = type.Number();
        if (digits > 9)
            throw Unsupported(type);
        var unit = (long)Math.Pow(10, 9 - digits);
        return Stored<long>(v => Moment((Int128)v * unit / 100));
    }

    // A damaged value may lie beyond the years 1 to 9999 of .NET: it becomes the nearest moment .NET has.
    static DateTimeOffset Moment(Int128 ticks) =>
        new((long)Int128.Clamp(ticks + DateTime.UnixEpoch.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    static Dictionary<int, string> Members(ColumnType type)
    {
        Dictionary<int, string> names = [];
        foreach (var member in type.Arguments)
            names[(int)(member.Number ?? throw Unsupported(type))] = member.Label ?? "";
        return names;
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static ScalarType Decimals(ColumnType type)
    {
        var (precision, scale) = (type.Number(), type.Number(1));
        if (precision > 76 || scale > precision)
            throw Unsupported(type);
        return precision switch
        {
            <= 9 => Stored<int>(v => Scaled(v, scale)),
            <= 18 => Stored<long>(v => Scaled(v, scale)),
            <= 38 => Stored<Int128>(v => Scaled((BigInteger)v, scale)),
            _ => new BytesType(32, v => Scaled(new BigInteger(v), scale)),
        };
    }

    static object Scaled(BigInteger unscaled, int scale)
    {
        if (scale <= 28 && BigInteger.Abs(unscaled) < BigInteger.One << 96)
        {
            var bits = decimal.GetBits((decimal)unscaled);
            return new decimal(bits[0], bits[1], bits[2], unscaled.Sign < 0, (byte)scale);
        }
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = unscaled.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
