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
        if (value.Length is 0 or > MaxLength || !value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_tenant",
                $"tenant \"{value}\" is not valid: expected 1 to {MaxLength} characters of A-Z, a-z, 0-9, \"_\", \".\" and \"-\"");
        _value = value;
    }

    /// <summary>The name; <c>default</c> for an uninitialised value.</summary>
    public string Value => _value ?? Default.Value;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
