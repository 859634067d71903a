require 'json'
package = JSON.parse(File.read(File.join(__dir__, 'package.json')))
auth0_version = '2.1'

Pod::Spec.new do |s|
  s.name           = 'Library'
  s.version        = package['version']
  s.description    = <<-DESC
    s.dependency 'Described'
  DESC
  s.source         = { :git => 'https://git.example.test/library.git', :tag => s.version.to_s }
  s.swift_versions = ['5.3', '5.4']
  # s.dependency 'Commented'
  s.dependency 'SimpleKeychain'
  s.dependency 'Auth0', '~> 2.3'
  s.ios.dependency 'JWTDecode', '>= 2.0', '< 4'
  s.dependency 'Lock', "#{lock_version}"
  s.dependency("Guardian", auth0_version)
  if fabric_enabled
    s.dependency 'Lock-Facebook', '1.0'
  end
  s.subspec 'Core' do |ss|
    ss.dependency 'Library/Base'
    ss.dependency 'Auth0/Core', '2.3.0'
  end
  s.test_spec 'Tests' do |t|
    t.dependency 'Quick'
    t.dependency 'Nimble', '~> 9.0'
  end
  s.default_subspec = 'Core'
end
