using System.Globalization;
using System.Text;

namespace Proxima.Control.Demo;

/// <summary>What the demo prints: lines to copy, with what they will answer.</summary>
public sealed class DemoGuide(DemoModel model, int port, string tool, string state)
{
    /// <summary>How a person types it: from where they stand when it is below, else in full.</summary>
    public static string ToolPath()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "proxima");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative.Contains('/', StringComparison.Ordinal) ? relative : $"./{relative}";
    }

    public string Format()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Proxima demo: example.org on 127.0.0.1 port {port}; {DemoPlaces.Sites.Count} sites, {model.Networks.Count} client networks with synthetic latency.
            Each client gets the site with the lowest latency to it. Try:

            """);
        foreach (var (network, remark) in Clients())
        {
            var best = model.BestSite(network);
            text.Append(CultureInfo.InvariantCulture, $"\n  # {network.Place.Name}: {remark}\n")
                .Append(CultureInfo.InvariantCulture, $"  dig @127.0.0.1 -p {port} {DemoSteering.Name} A +subnet={network.Network} +short    # {DemoSteering.AddressOf(best)}, {SiteName(best)}\n");
        }

        var odd = Clients()[^1].Network;
        return text.Append(CultureInfo.InvariantCulture, $"\n  # and why:\n  {tool} explain {DemoSteering.Name} A --client {odd.Network} --state {state}\n")
            .Append("\nCtrl-C ends it.").ToString();
    }

    /// <summary>Two networks with a different answer each, and one whose nearest site is not the one with the lowest latency.</summary>
    public IReadOnlyList<(DemoNetwork Network, string Remark)> Clients()
    {
        var plain = model.Networks.Where(network => !network.Network.IsIPv6 && !model.HasDetour(network) && model.BestSite(network) == DemoModel.NearestSite(network));
        var first = plain.First(network => network.Place.Name == "Berlin");
        var second = plain.First(network => network.Place.Name == "Jakarta");
        var odd = model.Networks.First(network => !network.Network.IsIPv6 && network.Place.Name == "Madrid" && model.HasDetour(network) && IsClear(network));
        return
        [
            (first, $"{SiteName(model.BestSite(first))} is nearest and fastest"),
            (second, $"{SiteName(model.BestSite(second))} is nearest and fastest"),
            (odd, Disagreement(odd)),
        ];
    }

    private string Disagreement(DemoNetwork network)
    {
        var (nearest, best) = (DemoModel.NearestSite(network), model.BestSite(network));
        return $"{SiteName(nearest)} is nearest on the map ({network.Place.KilometresTo(DemoPlaces.Sites[nearest]):0} km) but {model.MillisecondsTo(network, nearest):0} ms away; {SiteName(best)} is {model.MillisecondsTo(network, best):0} ms away";
    }

    // Another site wins, and by more than any tolerance.
    private bool IsClear(DemoNetwork network)
    {
        var (nearest, best) = (DemoModel.NearestSite(network), model.BestSite(network));
        return nearest != best && model.MillisecondsTo(network, nearest) > (1.3 * model.MillisecondsTo(network, best)) + 20;
    }

    private static string SiteName(int site) => DemoPlaces.Sites[site].Name;
}
