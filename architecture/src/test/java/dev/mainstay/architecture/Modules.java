// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The library modules: one line each, but for adapters, which are found. A module's name is that of
 * its exported package.
 */
final class Modules {
    /** What all modules share, and nobody else has. */
    static final String INTERNAL = "dev.mainstay.internal";

    private static final String MICROMETER = "io.micrometer.core.instrument..";

    private static final List<LibraryModule> TABLE =
            List.of(
                    LibraryModule.in("health-api", "dev.mainstay.health")
                            .needs("org.slf4j..")
                            .optional(MICROMETER, "(\\w*Metrics|Telemetry)"),
                    LibraryModule.in("health-checks", "dev.mainstay.health.checks")
                            .needs("dev.mainstay.health")
                            .optional("redis.clients.jedis..", "(Jedis|Redis)\\w*"),
                    LibraryModule.in("resilience", "dev.mainstay.resilience")
                            .needs("dev.mainstay.health", "io.github.resilience4j..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("shutdown", "dev.mainstay.shutdown")
                            .needs("dev.mainstay.health", "org.slf4j..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("http-adapters/core", "dev.mainstay.http")
                            .needs(
                                    "dev.mainstay.health",
                                    "dev.mainstay.shutdown",
                                    "tools.jackson.core..")
                            .optional(MICROMETER, "\\w*Metrics"));

    /** The only arrow from an adapter to another one. */
    private static final Map<String, String> ADAPTER_ON_ADAPTER =
            Map.of("javalin", "dev.mainstay.http.servlet");

    /** All of them: those of the table, and each adapter that there is a directory for. */
    static final List<LibraryModule> ALL = Stream.concat(TABLE.stream(), adapters()).toList();

    private Modules() {}

    /** The classes of all modules. */
    static JavaClasses classes() {
        return Holder.CLASSES;
    }

    /** Whose package it is: the module's whose exported package it is, or is below. */
    static LibraryModule owner(String packageName) {
        if (packageName.equals(INTERNAL)) {
            return ALL.get(0);
        }
        return ALL.stream()
                .filter(module -> (packageName + ".").startsWith(module.packageName() + "."))
                .max(Comparator.comparing(module -> module.packageName().length()))
                .orElseThrow(() -> new IllegalStateException(packageName + " is no module's"));
    }

    static DescribedPredicate<JavaClass> ownedBy(LibraryModule module) {
        return describe(
                "are of " + module,
                type ->
                        type.getPackageName().startsWith("dev.mainstay.")
                                && owner(type.getPackageName()).equals(module));
    }

    /** What users see: public or protected, in an exported package. */
    static List<JavaClass> publicTypes() {
        return classes().stream()
                .filter(type -> isExported(type.getPackageName()))
                .filter(Modules::isReachable)
                .toList();
    }

    static boolean isExported(String packageName) {
        return ALL.stream().anyMatch(module -> module.packageName().equals(packageName));
    }

    /** Public or protected, in nothing that is neither. */
    private static boolean isReachable(JavaClass type) {
        var modifiers = type.getModifiers();
        boolean visible =
                modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED);
        return visible
                && !type.isAnonymousClass()
                && type.getEnclosingClass().map(Modules::isReachable).orElse(true);
    }

    /** Where a module's classes lie. The build of this module comes after all of theirs. */
    static URL root(LibraryModule module) {
        Path classes = module.built("classes");
        if (!Files.exists(classes.resolve("module-info.class"))) {
            throw new IllegalStateException(
                    "%s is not built; run Maven in the root, without -pl".formatted(module));
        }
        try {
            return classes.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that sources of the modules name: this module's class path, and the adapters'. */
    static String classPath() {
        return ALL.stream()
                .filter(LibraryModule::isAdapter)
                .map(module -> Checkout.text(module.built("class-path.txt").toString()))
                .collect(
                        Collectors.joining(
                                File.pathSeparator,
                                System.getProperty("java.class.path") + File.pathSeparator,
                                ""));
    }

    static ModuleDescriptor descriptor(LibraryModule module) throws IOException {
        try (InputStream in = URI.create(root(module) + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(in);
        }
    }

    private static Stream<LibraryModule> adapters() {
        return Checkout.sources("src/main/java/module-info.java").stream()
                .map(Checkout::relative)
                .filter(info -> info.startsWith("http-adapters"))
                .map(info -> info.getName(1).toString())
                .filter(name -> !name.equals("core"))
                .map(
                        name ->
                                LibraryModule.in(
                                                "http-adapters/" + name,
                                                "dev.mainstay.http." + name)
                                        .needs(
                                                "dev.mainstay.http",
                                                "dev.mainstay.shutdown",
                                                ADAPTER_ON_ADAPTER.getOrDefault(
                                                        name, "dev.mainstay.http")));
    }

    private static final class Holder {
        static final JavaClasses CLASSES =
                new ClassFileImporter().importUrls(ALL.stream().map(Modules::root).toList());
    }
}
