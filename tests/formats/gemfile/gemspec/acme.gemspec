lib = File.expand_path("../lib", __FILE__)
Gem::Specification.new do |spec|
  spec.name          = "omniauth-acme"
  spec.version = Acme::VERSION
  spec.files = `git ls-files`.split("\n")
  spec.add_runtime_dependency 'omniauth-auth0', '~> 3.1'
  spec.add_dependency "rails", ">= 5", "< 9"
  s.add_dependency("foo".freeze, ["~> 1.0".freeze])
  spec.add_development_dependency 'rspec', VERSION
end
