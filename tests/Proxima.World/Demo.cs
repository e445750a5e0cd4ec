namespace Proxima.World;

/// <summary>A small world to look at: six sites with round-trip times as between real cities.</summary>
internal static class Demo
{
    public const string Name = "demo";

    public const string File = """
        seed 1
        host ams 10.1.0.1/16 fd00:1::1/32
        host nyc 10.2.0.1/16 fd00:2::1/32
        host sfo 10.3.0.1/16 fd00:3::1/32
        host gru 10.4.0.1/16 fd00:4::1/32
        host sin 10.5.0.1/16 fd00:5::1/32
        host syd 10.6.0.1/16 fd00:6::1/32
        set * *     jitter=0.5ms
        set ams nyc rtt=76ms
        set ams sfo rtt=142ms
        set ams gru rtt=198ms
        set ams sin rtt=164ms
        set ams syd rtt=262ms
        set nyc sfo rtt=70ms
        set nyc gru rtt=116ms
        set nyc sin rtt=228ms
        set nyc syd rtt=204ms
        set sfo gru rtt=176ms
        set sfo sin rtt=172ms
        set sfo syd rtt=140ms
        set gru sin rtt=330ms
        set gru syd rtt=312ms
        set sin syd rtt=94ms
        """;

    public static string Greeting(string program) => $"""
        ready: six sites, ams nyc sfo gru sin syd. Stop with Ctrl-C. In another terminal (root), try:
          ip netns exec px-{Name}-ams ping -c 3 10.2.0.1          # ams to nyc, 76 ms and up to 1 ms of jitter
          ip netns exec px-{Name}-ams ping -c 3 10.2.77.9         # any address of 10.2.0.0/16 answers
          ip netns exec px-{Name}-ams ping -c 3 fd00:5::1         # IPv6 to sin
          {program} say {Name} set ams nyc rtt=20ms     # change a path
          {program} say {Name} down sin                 # a site dies; 'up sin' brings it back
          {program} say {Name} show                     # all paths and counters
        """;
}
