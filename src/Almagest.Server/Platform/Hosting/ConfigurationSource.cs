namespace Almagest.Server.Platform.Hosting;

/// <summary>Where settings come from, besides the environment.</summary>
/// <param name="YamlPath">The file given by <c>--config</c>, or null.</param>
/// <param name="Flags">Flags that were given, by name without dashes at the front.</param>
public sealed record ConfigurationSource(string? YamlPath, IReadOnlyDictionary<string, string?> Flags);
