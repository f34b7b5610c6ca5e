namespace Almagest.Model;

/// <summary>The owner of a piece of telemetry; every table begins with it. At most 64 characters of <c>[A-Za-z0-9_.-]</c>.</summary>
public readonly record struct TenantId
{
    const int MaxLength = 64;

    /// <summary>The tenant of a server without accounts.</summary>
    public static readonly TenantId Default = new("default");

    /// <summary>The tenant of Almagest's own telemetry.</summary>
    public static readonly TenantId System = new("_system");

    readonly string? _value;

    /// <summary>Checks and wraps a tenant name.</summary>
    /// <exception cref="UserErrorException">The name is empty, too long or holds another character.</exception>
    public TenantId(string value)
    {
        if (!IsValid(value))
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_tenant",
                $"tenant \"{value}\" is not valid: expected 1 to {MaxLength} characters of A-Z, a-z, 0-9, \"_\", \".\" and \"-\"");
        _value = value;
    }

    /// <summary>Wraps a tenant name; false when it is empty, too long or holds another character.</summary>
    public static bool TryParse(string value, out TenantId tenant)
    {
        tenant = IsValid(value) ? new TenantId(value) : default;
        return IsValid(value);
    }

    /// <summary>The name; <c>default</c> for an uninitialised value.</summary>
    public string Value => _value ?? Default.Value;

    /// <inheritdoc/>
    public override string ToString() => Value;

    static bool IsValid(string value) => value.Length is > 0 and <= MaxLength && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
