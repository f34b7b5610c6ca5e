using System.Globalization;

namespace Almagest.ClickHouse.Http;

/// <summary>Converts one decoded value to the type a caller wants.</summary>
static class Scalar
{
    /// <exception cref="InvalidCastException">The types do not fit.</exception>
    /// <exception cref="OverflowException">The number is out of the wanted range.</exception>
    public static T? Convert<T>(object? value) => value switch
    {
        null => default(T) is null ? default : throw new InvalidCastException($"the result is NULL; ask for {typeof(T).Name}?"),
        T wanted => wanted,
        _ => (T)System.Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture),
    };
}
