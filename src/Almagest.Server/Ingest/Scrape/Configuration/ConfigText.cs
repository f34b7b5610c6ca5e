using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>A prometheus.yml as it may be shown.</summary>
static class ConfigText
{
    const string Hidden = "<secret>";

    // Every field that Prometheus' own documentation types as <secret>, in all sections.
    static readonly HashSet<string> Secrets = new(StringComparer.Ordinal)
    {
        "password", "credentials", "bearer_token", "client_secret", "client_certificate_key", "key", "secret_key", "token", "account_token", "application_key", "application_secret",
        "consumer_key", "service_account_key", "auth_password", "api_key", "connection_string", "secrets",
    };

    /// <summary>The text with every secret replaced, as Prometheus shows it; comments go with it.</summary>
    internal static string WithoutSecrets(string text)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(text);
        yaml.Load(reader);
        if (yaml.Documents.Count == 0)
            return "";
        Hide(yaml.Documents[0].RootNode);
        using var writer = new StringWriter();
        yaml.Save(writer, assignAnchors: false);
        var saved = writer.ToString().ReplaceLineEndings("\n");
        return saved.EndsWith("...\n", StringComparison.Ordinal) ? saved[..^4] : saved;
    }

    static void Hide(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children.ToList())
                {
                    if (value is YamlScalarNode { Value.Length: > 0 } scalar && (Secrets.Contains(key.ToString()) || HasUserInfo(scalar.Value)))
                        map.Children[key] = new YamlScalarNode(Secrets.Contains(key.ToString()) ? Hidden : WithoutPassword(scalar.Value));
                    else if (value is YamlSequenceNode list && Secrets.Contains(key.ToString()))
                        map.Children[key] = new YamlSequenceNode(list.Children.Select(static _ => new YamlScalarNode(Hidden)));
                    else
                        Hide(value);
                }

                break;
            case YamlSequenceNode list:
                foreach (var item in list.Children)
                    Hide(item);
                break;
        }
    }

    static bool HasUserInfo(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Contains(':', StringComparison.Ordinal);

    static string WithoutPassword(string text)
    {
        var url = new Uri(text);
        return text.Replace(url.UserInfo, $"{url.UserInfo[..url.UserInfo.IndexOf(':', StringComparison.Ordinal)]}:xxxxx", StringComparison.Ordinal);
    }
}
