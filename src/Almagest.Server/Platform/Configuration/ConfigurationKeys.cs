using System.Collections;
using Almagest.Model;
using Microsoft.Extensions.Configuration;

namespace Almagest.Server.Platform.Configuration;

/// <summary>Finds misspelt keys: a setting that is silently ignored is worse than a server that does not start.</summary>
public static class ConfigurationKeys
{
    /// <summary>Checks that every key of <paramref name="configuration"/> belongs to one of the options.</summary>
    /// <param name="configuration">What was read.</param>
    /// <param name="sections">The options by section name; the empty name is the top level.</param>
    /// <exception cref="UserErrorException">A key is unknown.</exception>
    public static void Check(IConfiguration configuration, IReadOnlyDictionary<string, Type> sections)
    {
        foreach (var child in configuration.GetChildren())
        {
            if (sections.FirstOrDefault(s => s.Key.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { Value: { } type })
                CheckProperties(child, type);
            else if (!HasProperty(sections[""], child.Key))
                throw Unknown(child.Path, [.. sections.Keys.Where(static k => k.Length > 0), .. PropertyNames(sections[""])]);
        }
    }

    static void CheckProperties(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperties().FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(child.Path, PropertyNames(type));
            foreach (var item in Items(child, property.PropertyType, out var itemType))
                CheckProperties(item, itemType);
        }
    }

    static IEnumerable<IConfigurationSection> Items(IConfigurationSection section, Type type, out Type itemType)
    {
        var isList = type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type);
        itemType = isList ? type.GetGenericArguments()[^1] : type;
        if (itemType.Namespace?.StartsWith(nameof(Almagest), StringComparison.Ordinal) != true || itemType.IsEnum)
            return [];
        return isList ? section.GetChildren() : [section];
    }

    static bool HasProperty(Type type, string name) => PropertyNames(type).Contains(name, StringComparer.OrdinalIgnoreCase);

    static string[] PropertyNames(Type type) => [.. type.GetProperties().Select(static p => p.Name)];

    static UserErrorException Unknown(string path, string[] known) => new(UserErrorKind.Invalid, "config_unknown_key",
        $"configuration key \"{path.Replace(':', '.')}\" is unknown; known here: {string.Join(", ", known.Select(ConfigurationFaults.Written).Order(StringComparer.Ordinal))}");
}
