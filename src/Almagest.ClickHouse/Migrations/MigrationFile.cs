using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.ClickHouse.Migrations;

/// <summary>One numbered SQL file of the program.</summary>
sealed partial record MigrationFile(int Version, string Name, IReadOnlyList<SqlPart> Statements)
{
    /// <summary>The file's name, for messages.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Version:D4}_{Name}.sql");

    /// <summary>Of the first <paramref name="count"/> statements; layout between statements and comments outside them do not count.</summary>
    public string Checksum(int count) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n;\n", Statements.Take(count).Select(s => s.Text)))));

    /// <summary>The embedded resources whose names are <paramref name="prefix"/> followed by <c>NNNN_name.sql</c>, in order.</summary>
    /// <exception cref="MigrationException">A name has another form, a number is used twice, a file has no statement, or there is no file.</exception>
    public static IReadOnlyList<MigrationFile> Load(Assembly assembly, string prefix)
    {
        List<MigrationFile> files = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            if (resource.EndsWith(".sql", StringComparison.Ordinal))
                files.Add(Parse(resource[prefix.Length..].TrimStart('.'), Read(assembly, resource)));
        if (files.Count == 0)
            throw new MigrationException($"no migration is embedded under \"{prefix}\" in {assembly.GetName().Name}");
        return Ordered(files);
    }

    internal static IReadOnlyList<MigrationFile> Ordered(IEnumerable<MigrationFile> files)
    {
        MigrationFile[] ordered = [.. files.OrderBy(f => f.Version)];
        for (var i = 1; i < ordered.Length; i++)
            if (ordered[i].Version == ordered[i - 1].Version)
                throw new MigrationException($"\"{ordered[i - 1].FileName}\" and \"{ordered[i].FileName}\" have the same number");
        return ordered;
    }

    internal static MigrationFile Parse(string fileName, string sql)
    {
        var match = Pattern().Match(fileName);
        if (!match.Success)
            throw new MigrationException($"migration \"{fileName}\" is not named as expected: four digits, \"_\", a name of a-z, 0-9 and \"_\", \".sql\"");
        var file = new MigrationFile(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value,
            SqlSplitter.Split(sql.ReplaceLineEndings("\n")));
        return file.Statements.Count > 0 ? file : throw new MigrationException($"migration \"{fileName}\" has no statement");
    }

    static string Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new MigrationException($"resource \"{resource}\" cannot be opened");
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }

    [GeneratedRegex(@"^(\d{4})_([a-z0-9_]+)\.sql$")]
    private static partial Regex Pattern();
}
