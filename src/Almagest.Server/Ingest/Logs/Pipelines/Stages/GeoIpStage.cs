using System.Globalization;
using System.Net;
using Almagest.Server.Ingest.Logs.Pipelines.GeoIp;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Adds where an address is as attributes <c>geoip_city_name</c>, <c>geoip_country_code</c> and so on: <c>geoip: {source: ip, db: city.mmdb}</c>. They are
/// attributes, not labels as in Promtail: places have too many values; a stage <c>labels</c> behind it makes labels of those that have few.
/// </summary>
sealed class GeoIpStage(string source, GeoIpDatabase database) : IPipelineStage
{
    // The names are Promtail's; a number in a path is a place in a list.
    static readonly (string Attribute, string Path)[] Fields =
    [
        ("geoip_city_name", "city.names.en"), ("geoip_country_name", "country.names.en"), ("geoip_country_code", "country.iso_code"),
        ("geoip_continent_name", "continent.names.en"), ("geoip_continent_code", "continent.code"), ("geoip_location_latitude", "location.latitude"),
        ("geoip_location_longitude", "location.longitude"), ("geoip_postal_code", "postal.code"), ("geoip_timezone", "location.time_zone"),
        ("geoip_subdivision_name", "subdivisions.0.names.en"), ("geoip_subdivision_code", "subdivisions.0.iso_code"),
        ("geoip_autonomous_system_number", "autonomous_system_number"), ("geoip_autonomous_system_organization", "autonomous_system_organization"),
    ];

    internal static GeoIpStage Create(StageOptions options)
    {
        // Which database it is shows in its fields.
        options.Text("db_type");
        return new GeoIpStage(options.Required("source"), GeoIpDatabase.Open(Path.Combine(options.Environment.Folder, options.Required("db"))));
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (!IPAddress.TryParse(entry.Find(source), out var address) || Find(address) is not { } found)
            return;
        foreach (var (attribute, path) in Fields)
        {
            if (Value(found, path) is not { } value)
                continue;
            entry.SetMetadata(attribute, value);
            entry.Extracted[attribute] = value;
        }
    }

    Dictionary<string, object?>? Find(IPAddress address)
    {
        try
        {
            return database.Find(address);
        }
        catch (Exception error) when (error is InvalidDataException or IndexOutOfRangeException or ArgumentException)
        {
            // Part of the database is broken: the line is kept without a place rather than lost.
            return null;
        }
    }

    static string? Value(object? from, string path)
    {
        foreach (var step in path.Split('.'))
        {
            from = from switch
            {
                Dictionary<string, object?> map => map.GetValueOrDefault(step),
                List<object?> list when int.Parse(step, CultureInfo.InvariantCulture) is var place && place < list.Count => list[place],
                _ => null,
            };
        }

        return from is null ? null : Convert.ToString(from, CultureInfo.InvariantCulture);
    }
}
