using System.Diagnostics;

namespace Proxima.EndToEnd;

/// <summary>
/// The main job on real input: agents measure over the emulated internet, the node turns that into a latency map, and dig from every client
/// network gets the address of the lowest-latency healthy site. Each test first waits for the world's ordinary state, so they may run in
/// any order.
/// </summary>
[Collection(MainJobCollection.Name)]
public sealed class MainJobTests(Deployment deployment)
{
    private Atlas Atlas => deployment.Atlas;

    private Questions Questions => deployment.Questions;

    [Fact]
    public async Task Every_client_network_is_sent_to_its_lowest_latency_site_in_all_eight_ways()
    {
        await Ready();
        var replies = await Questions.AskAll(Way.All);
        Questions.AssertFollowMatrix(replies);
    }

    [Fact]
    public async Task Latency_decides_where_geography_would_be_wrong()
    {
        await Ready();
        var luanda = Atlas.Clients.Single(c => c.Name == "luanda");
        Assert.Equal("jnb", Atlas.NearestSiteOnEarth(luanda).Name);
        Assert.Equal("ams", (await Questions.Ask(luanda, Way.Simplest)).Site);
    }

    [Fact]
    public async Task When_round_trip_times_change_the_answers_follow()
    {
        await Ready();
        deployment.World.Say(Atlas.Change("luanda", "jnb", 30));
        deployment.World.Say(Atlas.Change("denver", "nyc", 300));
        deployment.World.Say(Atlas.Change("jakarta", "sin", 400));
        Assert.Equal("jnb ams ams", string.Join(' ', new[] { "luanda", "denver", "jakarta" }.Select(Best)));
        var took = await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured);

        deployment.World.Say(Atlas.Change("luanda", "jnb", 160));
        deployment.World.Say(Atlas.Change("denver", "nyc", 45));
        deployment.World.Say(Atlas.Change("jakarta", "sin", 15));
        var back = await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured);
        TestContext.Current.SendDiagnosticMessage($"answers followed in {took.TotalSeconds:0.0} s, and back in {back.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_dead_site_is_named_by_no_answer_and_a_restarted_node_remembers_it()
    {
        await Ready();
        var watch = Stopwatch.StartNew();
        deployment.World.Say("down gru");
        IReadOnlyList<Reply> naming = [];
        await Until.Holds(
            async () => (naming = await Naming("gru", Way.Simplest)).Count == 0, Deadlines.Measured, () => $"no answer names gru:\n{Questions.Describe(naming)}");
        var took = watch.Elapsed;

        // Its two addresses are two endpoints, each with checks of its own.
        await Until.Holds(
            async () => (naming = await Naming("gru", [.. Way.All])).Count == 0, Deadlines.Step, () => $"no answer names gru in any way:\n{Questions.Describe(naming)}");
        await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured, exceptSite: "gru");

        var (firstAnswer, _) = await KillBothAndRestart();
        Assert.Empty(Questions.Wrong(await Questions.AskAll(Way.All), exceptSite: "gru"));

        deployment.World.Say("up gru");
        await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured);
        TestContext.Current.SendDiagnosticMessage($"gru was gone from the answers after {took.TotalSeconds:0.0} s; first right answer after kill -9 {firstAnswer.TotalSeconds:0.00} s");
    }

    [Fact]
    public async Task After_kill_9_of_both_processes_the_first_answer_is_right_and_so_are_all_and_no_sample_is_lost()
    {
        await Ready();
        var before = await deployment.Status();
        var (firstAnswer, replies) = await KillBothAndRestart();
        TestContext.Current.SendDiagnosticMessage($"first answer after kill -9: {firstAnswer.TotalSeconds:0.00} s after the start");
        Assert.True(Questions.Wrong(replies).Count == 0, Questions.Describe(Questions.Wrong(replies)));

        NodeStatus? after = null;
        await Until.Holds(async () => (after = await deployment.Status()) is not null, Deadlines.Step, () => deployment.Node.Log);
        Assert.True(before!.StoredSamples > 0, "nothing had been stored before the kill");
        Assert.True(after!.StoredSamples >= before.StoredSamples, $"{before.StoredSamples} samples were acknowledged, {after.StoredSamples} are left");
    }

    [Fact]
    public async Task Killing_the_node_never_stops_the_answers()
    {
        await Ready();
        var dataPlane = (await deployment.Status())!.DataPlaneId;
        await deployment.Node.KillHard();
        // Nobody restarts it: the data plane alone answers, the same.
        Assert.Empty(Questions.Wrong(await Questions.AskAll(Way.All)));

        deployment.StartNode();
        NodeStatus? status = null;
        await Until.Holds(async () => (status = await deployment.Status())?.DataPlaneId is not null, Deadlines.Step, () => deployment.Node.Log);
        Assert.Equal(dataPlane, status!.DataPlaneId);
        Assert.Empty(Questions.Wrong(await Questions.AskAll(Way.All)));
    }

    [Fact]
    public async Task A_killed_data_plane_is_started_again_by_the_node()
    {
        await Ready();
        var killed = (await deployment.Status())!.DataPlaneId!.Value;
        await Deployment.KillHard(killed);
        await deployment.UntilAnswersFollowTheMatrix(Deadlines.Step);
        Assert.NotEqual(killed, (await deployment.Status())!.DataPlaneId);
        Assert.False(deployment.Node.HasExited);
    }

    /// <summary>Both are killed; the watch runs from the start of the new proximad to its first answer, which has to be the right one.</summary>
    private async Task<(TimeSpan FirstAnswer, IReadOnlyList<Reply> Replies)> KillBothAndRestart()
    {
        var client = Atlas.Clients[0];
        var dataPlane = (await deployment.Status())!.DataPlaneId!.Value;
        await deployment.Node.KillHard();
        await Deployment.KillHard(dataPlane);
        Assert.Equal("", (await Questions.Ask(client, Way.Simplest)).Dig.Status);

        var watch = Stopwatch.StartNew();
        deployment.StartNode();
        Reply? first = null;
        await Until.Holds(
            async () => (first = await Questions.Ask(client, Way.Simplest)).Dig.Status.Length > 0,
            Deadlines.Step, () => $"the restarted node answers; it said:\n{deployment.Node.Log}");
        var took = watch.Elapsed;
        Assert.Equal(Atlas.LowestLatencySite(client), first!.Site);
        return (took, await Questions.AskAll(Way.All));
    }

    private async Task<IReadOnlyList<Reply>> Naming(string site, params IEnumerable<Way> ways) =>
        [.. (await Questions.AskAll(ways)).Where(r => r.Site == site)];

    private string Best(string client) => Atlas.LowestLatencySite(Atlas.Clients.Single(c => c.Name == client));

    private async Task Ready()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured);
    }
}
