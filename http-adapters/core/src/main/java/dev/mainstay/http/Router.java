// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.http.Route.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Decides what a path means: once, on its normal form, for everybody. */
final class Router {
    static final String STATUS = "/status";

    private static final List<Scope> PROBES =
            List.of(Scope.LIVENESS, Scope.READINESS, Scope.STARTUP);

    private final Map<String, Route> routes = new HashMap<>();
    private final String help;
    private final List<String> roots;

    Router(String basePath, boolean kubernetesAliases, boolean statusPage, boolean metrics) {
        routes.put(basePath, new Route(Scope.OVERALL, null, false, Kind.PROBE));
        routes.put(basePath + "/detailed", new Route(Scope.OVERALL, null, true, Kind.PROBE));
        var allRoots = new TreeSet<String>(List.of(basePath));
        for (Scope probe : PROBES) {
            routes.put(basePath + "/" + probe.path(), new Route(probe, null, false, Kind.PROBE));
            if (kubernetesAliases) {
                routes.put("/" + probe.word(), new Route(probe, null, false, Kind.PROBE));
                allRoots.add("/" + probe.word());
            }
        }
        if (statusPage) {
            routes.put(STATUS, new Route(Scope.OVERALL, null, false, Kind.PAGE));
            routes.put(STATUS + "/detailed", new Route(Scope.OVERALL, null, true, Kind.PAGE));
            allRoots.add(STATUS);
        }
        if (metrics) {
            routes.put(Metrics.PATH, new Route(Scope.OVERALL, null, true, Kind.METRICS));
            allRoots.add(Metrics.PATH);
        }
        this.roots = List.copyOf(allRoots);
        this.help = "nothing is at this path; there are: " + String.join(", ", sorted(routes));
    }

    Route route(String rawPath) {
        Route known = routes.get(rawPath);
        return known != null ? known : routeNormalised(Paths.normalise(rawPath));
    }

    /** The paths that show everything, without those that are meant to be open. */
    List<String> detailed(boolean exceptProbes, boolean exceptMetrics) {
        return routes.entrySet().stream()
                .filter(it -> it.getValue().detailed())
                .filter(it -> it.getValue().kind() == Kind.METRICS ? !exceptMetrics : !exceptProbes)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The paths below which everything is this router's. */
    List<String> roots() {
        return roots;
    }

    /** Whether a path is at a root or below, and can be read in no other way. */
    boolean owns(String rawPath) {
        for (String root : roots) {
            boolean below = rawPath.startsWith(root) && rawPath.startsWith("/", root.length());
            if (rawPath.equals(root) || (below && isPlain(rawPath))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlain(String rawPath) {
        try {
            return Paths.normalise(rawPath).equals(rawPath);
        } catch (Refusal e) {
            return false;
        }
    }

    private Route routeNormalised(String path) {
        Route known = routes.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        Route parent = slash < 0 ? null : routes.get(path.substring(0, slash));
        String check = path.substring(slash + 1);
        if (parent == null || parent.scope() == Scope.OVERALL || check.isEmpty()) {
            throw Problems.notFound(help);
        }
        return new Route(parent.scope(), check, false, Kind.PROBE);
    }

    private static Iterable<String> sorted(Map<String, Route> routes) {
        return new TreeSet<>(routes.keySet());
    }
}
