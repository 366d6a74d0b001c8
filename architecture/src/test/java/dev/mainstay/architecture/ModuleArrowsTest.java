// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleArrowsTest {
    @Test
    void table_ofModules_namesEachDirectoryWithAModuleInfo() {
        List<String> directories =
                Checkout.sources("src/main/java/module-info.java").stream()
                        .map(info -> Checkout.relative(info).toString())
                        .map(info -> info.replace("/src/main/java/module-info.java", ""))
                        .filter(directory -> !directory.startsWith("samples/"))
                        .toList();

        assertThat(Modules.ALL)
                .extracting(LibraryModule::directory)
                .containsExactlyInAnyOrderElementsOf(directories);
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void module_whenItImports_followsTheArrows(LibraryModule module) {
        classes()
                .that()
                .resideInAPackage(module.packageName())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(module.allowedPackages())
                .check(Modules.classes());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void module_always_hasOnePackage(LibraryModule module) {
        assertThat(new ClassFileImporter().importUrl(Modules.root(module)))
                .isNotEmpty()
                .extracting(JavaClass::getPackageName)
                .containsOnly(module.packageName());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void moduleInfo_always_exportsThatPackageToAll(LibraryModule module) throws IOException {
        var descriptor = Modules.descriptor(module);

        assertThat(descriptor.name()).isEqualTo(module.packageName());
        assertThat(descriptor.isOpen()).isFalse();
        assertThat(descriptor.opens()).isEmpty();
        assertThat(descriptor.exports())
                .singleElement()
                .satisfies(export -> assertThat(export.source()).isEqualTo(module.packageName()))
                .satisfies(export -> assertThat(export.isQualified()).isFalse());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void bom_always_listsTheModule(LibraryModule module) {
        String pom = Checkout.text(module.directory() + "/pom.xml");
        String afterParent = pom.substring(pom.indexOf("</parent>"));
        String artifact =
                afterParent.lines().filter(l -> l.contains("<artifactId>")).findFirst().get();

        assertThat(Checkout.text("bom/pom.xml")).contains(artifact.strip());
    }

    @Test
    void packages_always_areNamedForWhatTheyDo() {
        noClasses()
                .should()
                .resideInAnyPackage("..internal..", "..impl..", "..util..", "..common..")
                .check(Modules.classes());
    }

    @Test
    void packages_always_areFreeOfCycles() {
        slices().matching("dev.mainstay.(**)").should().beFreeOfCycles().check(Modules.classes());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void optionalLibrary_whenMissing_isMissedByItsOwnClassesAlone(LibraryModule module) {
        for (var library : module.optional()) {
            String own = module.packageName().replace(".", "\\.") + "\\." + library.classes();
            noClasses()
                    .that()
                    .resideInAPackage(module.packageName())
                    .and()
                    .haveNameNotMatching(own + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library.packages())
                    .because("the others must load without it")
                    .check(Modules.classes());
        }
    }
}
